// SPDX-License-Identifier: Apache-2.0
// LEMON's network simplex on the same assignment; only in the bench.
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <utility>
#include <vector>

#include "arcs.h"

int64_t arcs_by_lemon(const struct arcs *arcs, double *ret_cpu_s)
{
	// Nodes: rows, columns, source and sink in one; staying alone is an arc of no cost.
	typedef lemon::StaticDigraph Graph;
	std::vector<std::pair<int, int>> ends;
	std::vector<int64_t> costs;
	int hub = int(arcs->rows + arcs->columns);
	for (uint32_t row = 0; row < arcs->rows; row++) {
		for (uint32_t a = arcs->first[row]; a < arcs->first[row + 1]; a++) {
			ends.push_back({int(row), int(arcs->rows + arcs->column[a])});
			costs.push_back(-arcs->value[a]);
		}
	}
	for (uint32_t column = 0; column < arcs->columns; column++) {
		ends.push_back({int(arcs->rows + column), hub});
		costs.push_back(0);
	}
	for (uint32_t row = 0; row < arcs->rows; row++) {
		ends.push_back({hub, int(row)});
		costs.push_back(0);
	}
	std::vector<size_t> order(ends.size());
	for (size_t i = 0; i < order.size(); i++)
		order[i] = i;
	std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return ends[a].first < ends[b].first; });
	std::vector<std::pair<int, int>> sorted;
	for (size_t i : order)
		sorted.push_back(ends[i]);
	Graph graph;
	graph.build(hub + 1, sorted.begin(), sorted.end());
	Graph::ArcMap<int64_t> cost(graph);
	Graph::ArcMap<int64_t> capacity(graph, 1);
	for (size_t i = 0; i < order.size(); i++)
		cost[graph.arc(int(i))] = costs[order[i]];
	double from_s = arcs_cpu_s();
	lemon::NetworkSimplex<Graph, int64_t, int64_t> simplex(graph);
	simplex.costMap(cost).upperMap(capacity);
	simplex.run();
	*ret_cpu_s = arcs_cpu_s() - from_s;
	return -simplex.totalCost<int64_t>();
}

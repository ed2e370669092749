/* SPDX-License-Identifier: Apache-2.0 */
#include "text/coordinates.h"

#include <math.h>

/* Krasovsky 1940, as the shift is defined. */
#define AXIS_M 6378245.0
#define ECCENTRICITY 0.00669342162296594323
#define EARTH_RADIUS_M 6371008.8
#define E6 1000000.0
#define PI 3.14159265358979323846
#define STREET_PERCENT 130
#define WALK_M_PER_MIN 75
#define INVERSE_STEPS 10
#define COARSE_E6 5000

struct degrees {
	double lng;
	double lat;
};

static struct degrees degrees_of(struct position position);
static struct position position_of(struct degrees degrees);
static bool is_shifted(struct degrees at);
static struct degrees shift(struct degrees wgs);
static double shift_lat(double x, double y);
static double shift_lng(double x, double y);
static double waves(double x);

bool position_is_known(struct position position)
{
	return position.lng_e6 != 0 || position.lat_e6 != 0;
}

static int64_t coarse(int64_t e6)
{
	int64_t cell = e6 / COARSE_E6 - (e6 % COARSE_E6 < 0 ? 1 : 0);
	return cell * COARSE_E6 + COARSE_E6 / 2;
}

struct position position_coarse(struct position position)
{
	return position_is_known(position) ? (struct position){ coarse(position.lng_e6), coarse(position.lat_e6) } : position;
}

struct position position_gcj_of_wgs(struct position wgs)
{
	struct degrees at = degrees_of(wgs);
	return is_shifted(at) ? position_of(shift(at)) : wgs;
}

struct position position_wgs_of_gcj(struct position gcj)
{
	struct degrees wanted = degrees_of(gcj), guess = wanted;
	if (!is_shifted(wanted))
		return gcj;
	for (int i = 0; i < INVERSE_STEPS; i++) {
		struct degrees there = shift(guess);
		guess.lng += wanted.lng - there.lng;
		guess.lat += wanted.lat - there.lat;
	}
	return position_of(guess);
}

int64_t position_distance_m(struct position a, struct position b)
{
	if (!position_is_known(a) || !position_is_known(b))
		return -1;
	struct degrees from = degrees_of(a), to = degrees_of(b);
	double half_lat = sin((to.lat - from.lat) * PI / 360.0);
	double half_lng = sin((to.lng - from.lng) * PI / 360.0);
	double h = half_lat * half_lat + cos(from.lat * PI / 180.0) * cos(to.lat * PI / 180.0) * half_lng * half_lng;
	return llround(2.0 * EARTH_RADIUS_M * asin(fmin(1.0, sqrt(h))));
}

int64_t position_walk_min(int64_t distance_m)
{
	const int64_t divisor = INT64_C(100) * WALK_M_PER_MIN;
	if (distance_m < 0)
		return -1;
	return (distance_m * STREET_PERCENT + divisor - 1) / divisor;
}

static struct degrees degrees_of(struct position position)
{
	return (struct degrees){ .lng = (double)position.lng_e6 / E6, .lat = (double)position.lat_e6 / E6 };
}

static struct position position_of(struct degrees degrees)
{
	return (struct position){ .lng_e6 = llround(degrees.lng * E6), .lat_e6 = llround(degrees.lat * E6) };
}

static bool is_shifted(struct degrees at)
{
	return at.lng >= 72.004 && at.lng <= 137.8347 && at.lat >= 0.8293 && at.lat <= 55.8271;
}

static struct degrees shift(struct degrees wgs)
{
	double x = wgs.lng - 105.0, y = wgs.lat - 35.0;
	double radians = wgs.lat * PI / 180.0;
	double magic = 1.0 - ECCENTRICITY * sin(radians) * sin(radians);
	double root = sqrt(magic);
	double lat_m = AXIS_M * (1.0 - ECCENTRICITY) / (magic * root);
	double lng_m = AXIS_M / root * cos(radians);
	return (struct degrees){
		.lng = wgs.lng + shift_lng(x, y) * 180.0 / (lng_m * PI),
		.lat = wgs.lat + shift_lat(x, y) * 180.0 / (lat_m * PI),
	};
}

static double shift_lat(double x, double y)
{
	double metres = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x));
	metres += waves(x);
	metres += (20.0 * sin(y * PI) + 40.0 * sin(y / 3.0 * PI)) * 2.0 / 3.0;
	metres += (160.0 * sin(y / 12.0 * PI) + 320.0 * sin(y * PI / 30.0)) * 2.0 / 3.0;
	return metres;
}

static double shift_lng(double x, double y)
{
	double metres = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x));
	metres += waves(x);
	metres += (20.0 * sin(x * PI) + 40.0 * sin(x / 3.0 * PI)) * 2.0 / 3.0;
	metres += (150.0 * sin(x / 12.0 * PI) + 300.0 * sin(x / 30.0 * PI)) * 2.0 / 3.0;
	return metres;
}

/* The short waves both directions share. */
static double waves(double x)
{
	return (20.0 * sin(6.0 * x * PI) + 20.0 * sin(2.0 * x * PI)) * 2.0 / 3.0;
}

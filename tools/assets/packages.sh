#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Puts the npm packages of package-lock.json where node finds them, unless they are there already.
set -euo pipefail
cd "$(dirname "$0")/../.."
found() {
	node -e '
		const wanted = require("./package.json").devDependencies;
		for (const name of ["@tabler/core", "@tabler/icons", "htmx.org", "clean-css", "purgecss", "better-sqlite3", "leaflet"])
			if (require(`./node_modules/${name}/package.json`).version !== wanted[name]) process.exit(1);' 2>/dev/null
}
found && exit 0
npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null

/* SPDX-License-Identifier: Apache-2.0
 *
 * The history that the build embeds from sql/migrations; private to store/.
 */
#ifndef STORE_MIGRATIONS_H
#define STORE_MIGRATIONS_H

#include "store/migrate.h"

extern const struct migration shipped_migrations[];
extern const size_t shipped_migration_count;

#endif

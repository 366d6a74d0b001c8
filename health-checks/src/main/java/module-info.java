// SPDX-License-Identifier: Apache-2.0
/** Ready-made health checks. */
module dev.mainstay.health.checks {
    requires transitive dev.mainstay.health;
    requires java.management;
    requires static redis.clients.jedis;
    requires static org.jspecify;

    exports dev.mainstay.health.checks;
}

// SPDX-License-Identifier: Apache-2.0
/** Health checks, the monitor that runs them, and the report that never blocks. */
@SuppressWarnings("module") // who the rules are exported to is built after this
module dev.mainstay.health {
    requires static org.jspecify;
    requires static micrometer.core;
    requires org.slf4j;

    exports dev.mainstay.health;
    exports dev.mainstay.internal to
            dev.mainstay.health.checks,
            dev.mainstay.http,
            dev.mainstay.http.javalin,
            dev.mainstay.http.jdk,
            dev.mainstay.http.servlet,
            dev.mainstay.resilience,
            dev.mainstay.shutdown;
}

// SPDX-License-Identifier: Apache-2.0
/** Health checks, the monitor that runs them, and the report that never blocks. */
module dev.mainstay.health {
    requires static org.jspecify;
    requires static micrometer.core;
    requires org.slf4j;

    exports dev.mainstay.health;
}

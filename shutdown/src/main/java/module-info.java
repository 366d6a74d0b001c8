// SPDX-License-Identifier: Apache-2.0
/** An orderly shutdown within one deadline, and the work in flight that it waits for. */
module dev.mainstay.shutdown {
    requires static org.jspecify;
    requires static micrometer.core;
    requires jdk.unsupported; // for the signals
    requires org.slf4j;
    requires transitive dev.mainstay.health;

    exports dev.mainstay.shutdown;
}

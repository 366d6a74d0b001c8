// SPDX-License-Identifier: Apache-2.0
/** Health over HTTP as a pure function from a request to a response. */
module dev.mainstay.http {
    requires static org.jspecify;
    requires static micrometer.core;
    requires transitive dev.mainstay.health;
    requires transitive dev.mainstay.shutdown;
    requires tools.jackson.core;

    exports dev.mainstay.http;
}

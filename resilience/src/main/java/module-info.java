// SPDX-License-Identifier: Apache-2.0
/** A breaker, a retrier and a supervisor that cannot wedge, over resilience4j. */
module dev.mainstay.resilience {
    requires static org.jspecify;
    requires static micrometer.core;
    requires transitive dev.mainstay.health;
    requires transitive io.github.resilience4j.circuitbreaker;
    requires transitive io.github.resilience4j.retry;
    requires io.github.resilience4j.core;

    exports dev.mainstay.resilience;
}

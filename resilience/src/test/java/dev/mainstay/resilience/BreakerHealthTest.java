// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ZERO;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Impact;
import dev.mainstay.health.Probe;
import dev.mainstay.health.SelfCheck;
import dev.mainstay.health.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BreakerHealthTest extends BreakerFixture {
    private final AtomicInteger probes = new AtomicInteger();
    private boolean mended;

    private String probe() throws IOException {
        probes.incrementAndGet();
        if (!mended) {
            throw new IOException("still broken");
        }
        return "ok";
    }

    @Test
    void check_saysWhatAnOperatorNeedsAndMakesNoCall() throws Exception {
        Breaker breaker = threeTwoMinutesTwo();
        Health closed = breaker.healthCheck().check();
        assertThat(closed).hasToString("UP");
        assertThat(closed.details())
                .containsEntry("breaker", "closed")
                .containsEntry("failuresInARow", 0);
        fail(breaker, 3);
        time.advance(ofSeconds(20));
        Health open = breaker.healthCheck().check();
        assertThat(open)
                .hasToString(
                        "DEGRADED (circuit 'payments' is OPEN (3 of last 3 calls failed, limit 3"
                                + " in a row); next trial in 100s)");
        assertThat(open.details())
                .containsEntry("breaker", "open")
                .containsEntry("failuresInARow", 3)
                .containsEntry("nextTrialSeconds", 100.0)
                .containsEntry("lastFailure", "IOException: broken");
        time.advance(ofMinutes(2));
        succeed(breaker);
        assertThat(breaker.healthCheck().check().status()).isEqualTo(Status.DEGRADED);
        succeed(breaker);
        assertThat(breaker.healthCheck().check().status()).isEqualTo(Status.UP);
    }

    @Test
    void check_isNotForLiveness() {
        assertThat(SelfCheck.class.isAssignableFrom(BreakerHealth.class)).isFalse();
    }

    @Test
    void critical_withoutTraffic_goesDownAndRecoversByItsOwnProbes() throws Exception {
        Breaker breaker = threeTwoMinutesTwo();
        BreakerHealth check =
                breaker.healthCheck().critical(ofMinutes(5), this::probe, ofSeconds(30));
        assertThat(check.check().status()).isEqualTo(Status.UP);
        assertThat(probes).as("no probe while all is well").hasValue(0);
        fail(breaker, 3);
        assertThat(check.check().status()).isEqualTo(Status.DEGRADED);
        assertThat(probes).as("the breaker refuses").hasValue(0);
        for (int minute = 0; minute < 5; minute++) {
            assertThat(check.check().status()).isEqualTo(Status.DEGRADED);
            time.advance(ofMinutes(1));
        }
        assertThat(check.check())
                .hasToString("DOWN (circuit 'payments' has not been closed for 300s)");
        assertThat(probes.get()).isPositive();
        mended = true;
        time.advance(ofMinutes(2));
        assertThat(check.check().status()).isEqualTo(Status.DOWN);
        assertThat(breaker.state()).isEqualTo(BreakerState.HALF_OPEN);
        assertThat(check.check())
                .hasToString(
                        "DOWN (circuit 'payments' has been closed for 0s, and must be for"
                                + " 30s)");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
        time.advance(ofSeconds(30));
        assertThat(check.check().status()).isEqualTo(Status.UP);
        int before = probes.get();
        assertThat(check.check().status()).isEqualTo(Status.UP);
        assertThat(probes).hasValue(before);
    }

    @Test
    void critical_whenIsolated_isDownAndLeavesItAlone() throws Exception {
        Breaker breaker = threeTwoMinutesTwo();
        BreakerHealth check = breaker.healthCheck().critical(ZERO, this::probe, ZERO);
        breaker.isolate();
        assertThat(check.check().status()).isEqualTo(Status.DOWN);
        assertThat(probes).hasValue(0);
        breaker.reset();
        mended = true;
        assertThat(check.check().status()).isEqualTo(Status.UP);
    }

    @Test
    void critical_whenInterrupted_passesTheInterruptOn() {
        Breaker breaker = builder().failuresInARow(1).build();
        fail(breaker, 1);
        time.advance(ofSeconds(30));
        BreakerHealth check =
                breaker.healthCheck()
                        .critical(
                                ZERO,
                                () -> {
                                    throw new InterruptedException();
                                },
                                ZERO);
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(check::check);
    }

    @Test
    void critical_withANegativeDuration_isRefusedWithTheValue() {
        BreakerHealth check = threeTwoMinutesTwo().healthCheck();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.critical(ofSeconds(-1), this::probe, ZERO))
                .withMessage("afterOpenFor must be between PT0S and PT24H, but was PT-1S");
    }

    @Test
    void checks_registerInOneLineEach() {
        Breaker breaker = threeTwoMinutesTwo();
        try (HealthMonitor health =
                HealthMonitor.builder()
                        .readiness("extractor", breaker.healthCheck())
                        .readiness(
                                "orders",
                                Supervisor.of("orders", session -> {}),
                                options -> options.impact(Impact.DEGRADES))
                        .readiness("redis", Connector.of("redis", () -> "connection"))
                        .build()) {
            assertThat(health.report(Probe.READINESS).checks()).hasSize(3);
        }
    }

    @Test
    void critical_whenTheProbeThrowsAnError_countsTheTimeAllTheSame() throws Exception {
        Breaker breaker = builder().failuresInARow(1).build();
        fail(breaker, 1);
        time.advance(ofSeconds(30));
        BreakerHealth check =
                breaker.healthCheck()
                        .critical(
                                ofMinutes(1),
                                () -> {
                                    throw new AssertionError("probe");
                                },
                                ZERO);
        assertThatExceptionOfType(AssertionError.class).isThrownBy(check::check);
        breaker.isolate();
        time.advance(ofMinutes(1));
        assertThat(check.check().status()).isEqualTo(Status.DOWN);
    }

    @Test
    void readiness_whileTheCircuitIsOpen_isDegradedAndNotDown() throws Exception {
        Breaker breaker = threeTwoMinutesTwo();
        fail(breaker, 3);
        try (HealthMonitor health =
                HealthMonitor.builder()
                        .readiness("extractor", breaker.healthCheck())
                        .build()
                        .start()) {
            assertThat(health.awaitUp(Probe.READINESS, Duration.ofSeconds(30))).isTrue();
            assertThat(health.report(Probe.READINESS).status()).isEqualTo(Status.DEGRADED);
        }
    }
}

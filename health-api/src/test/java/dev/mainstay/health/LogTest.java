// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

class LogTest {
    @Test
    void transition_ofACheck_isOneLine() {
        var check = new Scripted(Health.up());
        try (var log = new CapturedLog();
                HealthMonitor monitor = monitor(check)) {
            await().until(() -> log.lines("health 'redis'").size() == 1);
            check.says = Health.down(new IllegalStateException("refused"));

            await().atMost(ofSeconds(20)).until(() -> log.lines("health 'redis'").size() == 2);
            int runs = check.runs.get();
            await().until(() -> check.runs.get() > runs + 5);

            assertThat(log.lines("health 'redis'")).hasSize(2);
            assertThat(log.lines("health 'redis'").get(0)).contains("INFO").contains("-> UP after");
            assertThat(log.lines("health 'redis'").get(1))
                    .contains("WARN")
                    .contains("'redis' UP -> DOWN after ")
                    .endsWith("s: IllegalStateException: refused");
            assertThat(log.all()).doesNotContain("\tat ");
            assertThat(monitor.report().status()).isEqualTo(Status.DOWN);
        }
    }

    @Test
    void message_ofSeveralLines_isLoggedAsOne() {
        var check = new Scripted(Health.down("first\r\nsecond\u0085\u2028third\u001b[31m"));
        try (var log = new CapturedLog();
                HealthMonitor monitor = monitor(check)) {
            await().until(() -> log.lines("health 'redis'").size() == 1);

            assertThat(log.lines("health 'redis'").get(0)).endsWith(": first second third [31m");
            assertThat(monitor.details().checks().get(0).message().orElseThrow())
                    .contains("second");
        }
    }

    @Test
    void credentials_inAUrl_areMaskedInTheLogTheChangeAndTheDetails() {
        var check =
                new Scripted(
                        Health.down("cannot reach redis://app:s3cret@cache:6379/0")
                                .with("url", "redis://app:s3cret@cache:6379/0"));
        var change = new java.util.concurrent.atomic.AtomicReference<HealthChange>();
        HealthMonitorBuilder builder =
                HealthMonitor.builder()
                        .onChange(change::set)
                        .readiness("redis", check, o -> o.failureThreshold(1));
        try (var log = new CapturedLog();
                HealthMonitor monitor = builder.build().start()) {
            await().until(() -> change.get() != null);
            await().until(() -> log.lines("health 'redis'").size() == 1);
            monitor.gate("draining").close("told by http://ops:s3cret@deploy/");
            await().until(() -> log.lines("health 'draining'").size() == 1);

            assertThat(log.all()).contains("redis://***@cache:6379/0").doesNotContain("s3cret");
            assertThat(change.get().toString()).doesNotContain("s3cret");
            CheckDetails details = monitor.details().checks().get(1);
            assertThat(details.message()).contains("cannot reach redis://***@cache:6379/0");
            assertThat(details.details()).containsEntry("url", "redis://***@cache:6379/0");
            assertThat(monitor.details().toString()).doesNotContain("s3cret");
        }
    }

    private static HealthMonitor monitor(Scripted check) {
        return HealthMonitor.builder()
                .readiness("redis", check, o -> o.interval(ofMillis(20)).failureThreshold(1))
                .build()
                .start();
    }
}

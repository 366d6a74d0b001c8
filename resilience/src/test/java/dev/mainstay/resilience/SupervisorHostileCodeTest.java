// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever users hand to a supervisor or a connector throws. */
class SupervisorHostileCodeTest extends HostileCodeFixture {
    @Test
    void password_inAnErrorOfTheWork_isMaskedWhereTheErrorIsTold() throws Exception {
        try (Supervisor orders =
                Supervisor.builder(
                                "orders",
                                session -> {
                                    throw new IOException(NAME + " refused");
                                })
                        .backoff(Backoff.fixed(ofHours(1)))
                        .build()
                        .start()) {
            await().atMost(ofSeconds(30))
                    .until(() -> read(orders).details().containsKey("nextAttemptSeconds"));
            assertThat(read(orders).message().orElseThrow())
                    .contains("(IOException: redis://***@db:6379 refused)");
            assertThat(log.all())
                    .contains("failure 1 (IOException: redis://***@db:6379 refused)")
                    .contains("java.io.IOException: redis://***@db:6379 refused");
        }
    }

    @ParameterizedTest
    @EnumSource
    void supervisor_whenItsWorkBackoffOrHookThrows_goesOn(Kind kind) throws Exception {
        AtomicInteger runs = new AtomicInteger();
        Supervisor supervisor =
                Supervisor.builder(
                                "orders",
                                session -> {
                                    session.onClose(kind::boom);
                                    session.connected();
                                    if (runs.incrementAndGet() <= 4) {
                                        kind.boom();
                                    }
                                    while (!session.closing()) {
                                        Thread.onSpinWait();
                                    }
                                })
                        .backoff((attempt, previous) -> attempt == 2 ? kind.boom() : ofMillis(1))
                        .build()
                        .start();
        await().atMost(ofSeconds(30))
                .until(
                        () -> {
                            supervisor.nudge();
                            read(supervisor);
                            return runs.get() > 4;
                        });
        assertThat(supervisor.close(ofSeconds(30))).isTrue();
        await().atMost(ofSeconds(30)).until(() -> log.all().contains("a close hook that threw"));
        assertThat(log.all()).contains("its backoff threw").contains("is not connected, failure 1");
    }

    @ParameterizedTest
    @EnumSource
    void connector_whenItsConnectOrCloserThrows_goesOn(Kind kind) throws Exception {
        AtomicInteger made = new AtomicInteger();
        try (Connector<String> connector =
                Connector.<String>builder(
                                "redis",
                                () ->
                                        made.incrementAndGet() == 2
                                                ? kind.boom()
                                                : "connection " + made)
                        .backoff(Backoff.fixed(ofHours(1)))
                        .closer(gone -> kind.boom())
                        .build()
                        .start()) {
            String first = connector.await(ofSeconds(30));
            assertThat(connector.lost(first, kind.make())).isTrue();
            refusedBy(connector);
            await().atMost(ofSeconds(30)).until(() -> isWaiting(connector));
            refusedBy(connector);
            connector.nudge();
            await().atMost(ofSeconds(30)).until(() -> made.get() == 2 && isWaiting(connector));
            refusedBy(connector);
            connector.nudge();
            assertThat(connector.await(ofSeconds(30))).isEqualTo("connection 3");
        }
        assertThat(log.all()).contains("closing a connection of 'redis' failed");
    }

    private boolean isWaiting(Connector<String> connector) throws Exception {
        return read(connector).details().containsKey("nextAttemptSeconds");
    }

    private void refusedBy(Connector<String> connector) {
        Throwable refused = catchThrowable(connector::get);
        assertThat(refused).isInstanceOf(NotConnectedException.class);
        written.add(refused.toString());
    }
}

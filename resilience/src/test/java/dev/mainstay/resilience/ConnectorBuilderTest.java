// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.mainstay.health.FakeTime;
import dev.mainstay.health.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectorBuilderTest {
    private final FakeTime time = new FakeTime();
    private final FakePause pause = new FakePause(time);

    @Test
    void defaults_areThoseThatTheJavadocSays() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        ConnectorBuilder<AutoCloseable> builder =
                Connector.builder("redis", () -> closed::countDown);
        builder.supervisor().time(time, pause);
        try (Connector<AutoCloseable> connector = builder.build().start()) {
            AutoCloseable first = connector.await(ofSeconds(30));
            connector.lost(first, new IOException("reset"));
            assertThat(closed.await(30, TimeUnit.SECONDS)).as("AutoCloseable.close()").isTrue();
            assertThat(pause.begun()).isBetween(ofMillis(500), ofSeconds(1));
            time.advance(ofSeconds(60).minusNanos(1));
            assertThat(connector.check().status()).isEqualTo(Status.DEGRADED);
            time.advance(Duration.ofNanos(1));
            assertThat(connector.check().status()).isEqualTo(Status.DOWN);
            pause.pass();
            AutoCloseable second = connector.await(ofSeconds(30));
            time.advance(ofSeconds(30).minusNanos(1));
            connector.lost(second, new IOException("reset"));
            assertThat(pause.begun()).as("not stable").isBetween(ofSeconds(1), ofSeconds(2));
            pause.pass();
            AutoCloseable third = connector.await(ofSeconds(30));
            time.advance(ofSeconds(30));
            connector.lost(third, new IOException("reset"));
            assertThat(pause.begun()).as("stable").isBetween(ofMillis(500), ofSeconds(1));
        }
    }

    @Test
    void build_twice_makesTwoThatShareNothing() throws Exception {
        ConnectorBuilder<String> builder = Connector.builder("redis", () -> "connection");
        try (Connector<String> one = builder.build().start();
                Connector<String> unstarted = builder.build()) {
            assertThat(one.await(ofSeconds(30))).isEqualTo("connection");
            assertThatExceptionOfType(NotConnectedException.class).isThrownBy(unstarted::get);
        }
    }
}

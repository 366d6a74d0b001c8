// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SupervisorBuilderTest extends SupervisorFixture {
    /** On fake time, with nothing else said. */
    private SupervisorBuilder bare() {
        return Supervisor.builder("orders", this::work).time(time, pause);
    }

    @Test
    void defaults_areThoseThatTheJavadocSays() throws Exception {
        Supervisor orders = start(bare());
        lose();
        assertThat(pause.begun()).isBetween(ofMillis(500), ofSeconds(1));
        assertThat(orders.check().status()).isEqualTo(Status.DEGRADED);
        time.advance(ofSeconds(60).minusNanos(1));
        assertThat(orders.check().status()).as("before 1 min").isEqualTo(Status.DEGRADED);
        time.advance(Duration.ofNanos(1));
        assertThat(orders.check().status()).as("after 1 min").isEqualTo(Status.DOWN);
        for (int failure = 2; failure <= 12; failure++) {
            pause.pass();
            session();
            lose();
            Duration wait = pause.begun();
            Duration most = ofSeconds(Math.min(60, 1L << (failure - 1)));
            assertThat(wait).isBetween(most.dividedBy(2), most);
        }
        pause.pass();
        session();
        time.advance(Duration.ofDays(365));
        assertThat(orders.check()).as("no limit of silence").hasToString(orders.check().toString());
        assertThat(orders.check().details()).doesNotContainKey("silentSeconds");
    }

    @Test
    void stableAfter_byDefault_isThirtySeconds() throws Exception {
        start(bare().backoff(Backoff.exponential(ofSeconds(1), ofSeconds(60))));
        for (int wait : new int[] {1, 2}) {
            connect();
            time.advance(ofSeconds(30).minusNanos(1));
            lose();
            assertThat(pause.begun()).isEqualTo(ofSeconds(wait));
            pause.pass();
            session();
        }
        connect();
        time.advance(ofSeconds(30));
        lose();
        assertThat(pause.begun()).as("starts anew").isEqualTo(ofSeconds(1));
    }

    @Test
    void build_twice_makesTwoThatDoNotWakeEachOther() throws Exception {
        CountDownLatch ran = new CountDownLatch(2);
        SupervisorBuilder builder =
                Supervisor.builder(
                                "twice",
                                session -> {
                                    ran.countDown();
                                    throw new IOException("gone");
                                })
                        .backoff(Backoff.fixed(Duration.ofHours(1)));
        Supervisor one = builder.build().start();
        Supervisor other = builder.build().start();
        assertThat(ran.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(one.close(ofSeconds(30))).isTrue();
        assertThat(other.close(ofSeconds(30))).isTrue();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SupervisorBackoffTest extends SupervisorFixture {
    @Test
    void backoff_growsWhileAttemptsFail() throws Exception {
        start(builder());
        List<Duration> waits = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            lose();
            waits.add(pause.begun());
            pause.pass();
            session();
        }
        assertThat(waits).containsExactly(ofSeconds(1), ofSeconds(2), ofSeconds(4), ofSeconds(8));
    }

    @Test
    void backoff_ofFiveSeconds_isFiveSecondsEachTime() throws Exception {
        start(builder().backoff(Backoff.fixed(ofSeconds(5))));
        for (int i = 0; i < 3; i++) {
            lose();
            assertThat(pause.begun()).isEqualTo(ofSeconds(5));
            pause.pass();
            session();
        }
    }

    @Test
    void backoff_afterAMomentaryConnection_goesOnGrowing() throws Exception {
        start(builder().stableAfter(ofSeconds(30)));
        for (int second : new int[] {1, 2, 4, 8}) {
            connect();
            time.advance(ofSeconds(29));
            lose();
            assertThat(pause.begun()).isEqualTo(ofSeconds(second));
            pause.pass();
            session();
        }
    }

    @Test
    void backoff_afterAConnectionThatLasted_startsAnew() throws Exception {
        start(builder().stableAfter(ofSeconds(30)));
        lose();
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
        pause.pass();
        session();
        lose();
        assertThat(pause.begun()).isEqualTo(ofSeconds(2));
        pause.pass();
        session();
        connect();
        time.advance(ofSeconds(30));
        lose();
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
    }

    @Test
    void backoff_thatThrows_isFiveSeconds() throws Exception {
        start(
                builder()
                        .backoff(
                                (attempt, previous) -> {
                                    throw new IllegalStateException("bug");
                                }));
        lose();
        assertThat(pause.begun()).isEqualTo(ofSeconds(5));
    }

    @Test
    void work_thatThrowsAnError_isRunAgain() throws Exception {
        start(builder());
        step(
                session -> {
                    throw new StackOverflowError();
                });
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
        pause.pass();
        assertThat(session()).isEqualTo(2);
    }

    @Test
    void work_thatReturns_isRunAgain() throws Exception {
        Supervisor orders = start(builder());
        step(session -> true);
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
        assertThat(orders.check().message().orElseThrow()).contains("its work ended");
        pause.pass();
        assertThat(session()).isEqualTo(2);
    }

    @Test
    void nudge_endsTheWaitWithoutTimePassing() throws Exception {
        Supervisor orders = start(builder());
        lose();
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
        long before = time.getAsLong();
        orders.nudge();
        assertThat(session()).isEqualTo(2);
        assertThat(time.getAsLong()).isEqualTo(before);
    }

    @Test
    void log_hasFailuresOneTwoFourEightAndTheRecoveryWithTheOutage() throws Exception {
        start(builder().backoff(Backoff.fixed(ofSeconds(5))));
        for (int i = 0; i < 9; i++) {
            lose();
            assertThat(pause.begun()).isEqualTo(ofSeconds(5));
            pause.pass();
            session();
        }
        connect();
        assertThat(news())
                .containsExactly(
                        lostMessage(1),
                        lostMessage(2),
                        lostMessage(4),
                        lostMessage(8),
                        "supervisor 'orders' is connected again after 45s and 9 failures");
    }

    private static String lostMessage(int failure) {
        return "supervisor 'orders' is not connected, failure "
                + failure
                + " (IOException: gone); next attempt in 5s";
    }

    @Test
    void attempts_whenUsedUp_givesUpUntilNudgedAndCountsAnew() throws Exception {
        Supervisor orders = start(builder().attempts(2));
        lose();
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
        pause.pass();
        session();
        lose();
        assertThat(pause.begun()).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
        assertThat(orders.check())
                .hasToString(
                        "DOWN (gave up after 2 attempts, not connected for 1s (IOException:"
                                + " gone))");
        orders.nudge();
        session();
        lose();
        assertThat(pause.begun()).isEqualTo(ofSeconds(1));
    }

    @Test
    void log_afterARecoveryThatDidNotLast_tellsTheLoss() throws Exception {
        start(builder());
        for (int failure = 1; failure <= 4; failure++) {
            lose();
            Duration unused = pause.begun();
            pause.pass();
            session();
        }
        int before = news().size();
        connect();
        lose();
        Duration unused = pause.begun();
        List<String> news = news().subList(before, news().size());
        assertThat(news).hasSize(2);
        assertThat(news.get(0)).contains("connected again");
        assertThat(news.get(1)).contains("is not connected, failure 5");
    }
}

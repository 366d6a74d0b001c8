// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ends a wait, on a clock that stands still, looked at when the test says so. */
class LongPollTest {
    private static final String READY = "/health/ready";

    private final Polls polls = new Polls();

    @Test
    void poll_whenAGateCloses_getsTheWhole503() {
        assertThat(polls.poll(READY, 30)).isEmpty();
        polls.look();
        assertThat(polls.late).isEmpty();

        polls.monitor.gate("draining").close("deploy");
        polls.look();

        assertThat(polls.late).hasSize(1);
        assertThat(polls.late.get(0).status()).isEqualTo(503);
        assertThat(body(polls.late.get(0))).contains("\"draining\":{\"status\":\"DOWN\"");
        assertThat(polls.late.get(0).headers())
                .containsEntry("Preference-Applied", "wait=30")
                .containsEntry("Retry-After", "5")
                .doesNotContainKey("Connection");
        assertThat(polls.looks).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "30,30", "61,60"})
    void poll_whenNothingChanges_gets304BeforeTheTimeIsOver(int asked, int held) {
        assertThat(polls.poll("/health/started", asked)).isEmpty();
        polls.fixture.time.advance(Duration.ofSeconds(held).minusMillis(100));
        polls.look();
        assertThat(polls.late).isEmpty();

        polls.fixture.time.advance(Duration.ofMillis(1));
        polls.look();

        assertThat(polls.late).hasSize(1);
        assertThat(polls.late.get(0).status()).isEqualTo(304);
        assertThat(polls.late.get(0).headers()).containsEntry("Preference-Applied", "wait=" + held);
    }

    @Test
    void poll_whileDown_waitsForUpOrGetsTheWhole503() {
        polls.monitor.gate("draining").close("deploy");
        assertThat(polls.poll(READY, 10)).isEmpty();
        assertThat(polls.poll(READY, 30)).isEmpty();

        polls.fixture.time.advance(Duration.ofSeconds(10));
        polls.look();
        polls.monitor.gate("draining").open();
        polls.look();

        assertThat(polls.late).extracting(HealthResponse::status).containsExactly(503, 200);
        assertThat(body(polls.late.get(0))).contains("DOWN");
        assertThat(body(polls.late.get(1))).contains("UP");
    }

    @Test
    void poll_whenAnOutcomeGoesStaleAndNobodyIsTold_isAnswered() {
        assertThat(polls.poll(READY, 60)).isEmpty();

        polls.fixture.time.advance(Duration.ofSeconds(25));
        polls.look();

        assertThat(polls.late).singleElement().extracting(HealthResponse::status).isEqualTo(503);
    }

    @Test
    void poll_ofOneCheckThatIsRemoved_gets404() {
        polls.monitor.gate("draining").close("deploy");
        assertThat(polls.poll(READY + "/draining", 30)).isEmpty();
        polls.look();
        assertThat(polls.late).isEmpty();

        polls.monitor.remove("draining");
        polls.look();

        assertThat(polls.late).singleElement().extracting(HealthResponse::status).isEqualTo(404);
    }

    @Test
    void poll_whenWhatItCannotSeeChanges_isNotWoken() {
        polls.monitor.gate("a").close("deploy");
        polls.endpoints = polls.endpoints(Details.STATUS, 100);
        assertThat(polls.poll(READY, 30)).isEmpty();
        polls.endpoints = polls.endpoints(Details.NAMES, 100);
        assertThat(polls.poll(READY, 30)).isEmpty();
        assertThat(polls.pollWithKey(READY)).isEmpty();

        polls.monitor.mute("search", Duration.ofHours(1));
        polls.lookAtAll();
        assertThat(polls.late).hasSize(1);
        assertThat(body(polls.late.get(0))).contains("mutedUntil");
        polls.monitor.gate("b").close("deploy");
        polls.lookAtAll();
        assertThat(polls.late).hasSize(2);
        assertThat(body(polls.late.get(1))).contains("\"b\":").doesNotContain("mutedUntil");
        polls.monitor.gate("a").open();
        polls.monitor.gate("b").open();
        polls.lookAtAll();

        assertThat(polls.late).hasSize(3);
        assertThat(body(polls.late.get(2))).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void head_whenItWaited_hasNoBody() {
        HealthResponse now = get(polls.endpoints, READY);
        assertThat(polls.poll("HEAD", READY, Polls.headers(now, 30))).isEmpty();
        polls.monitor.gate("draining").close("deploy");
        polls.look();

        assertThat(polls.late).singleElement().extracting(HealthResponse::hasBody).isEqualTo(false);
        assertThat(polls.late.get(0).status()).isEqualTo(503);
        assertThat(polls.late.get(0).length()).isPositive();
    }

    @Test
    void polls_whenTheDrainingBegins_areAnsweredAndCloseAndNoneWaitsAnyMore() {
        assertThat(polls.poll(READY, 30)).isEmpty();

        polls.inFlight.drain();
        polls.look();

        assertThat(polls.late).singleElement().extracting(HealthResponse::status).isEqualTo(304);
        assertThat(polls.late.get(0).headers()).containsEntry("Connection", "close");
        Optional<HealthResponse> next = polls.poll(READY, 30);
        assertThat(next).isPresent();
        assertThat(next.get().headers())
                .containsEntry("Connection", "close")
                .doesNotContainKey("Preference-Applied");
    }

    @Test
    void polls_whenTheMonitorIsClosed_areAnsweredAndNoneWaitsAnyMore() {
        assertThat(polls.poll("/health/live", 30)).isEmpty();

        polls.monitor.close();
        polls.look();

        assertThat(polls.late).singleElement().extracting(HealthResponse::status).isEqualTo(304);
        assertThat(polls.poll("/health/live", 30)).isPresent();
        assertThat(polls.looks).isEmpty();
    }

    @Test
    void change_thatIsUndoneBetweenTwoLooks_isNotSeen() {
        assertThat(polls.poll(READY, 30)).isEmpty();
        polls.monitor.gate("a").close("deploy");
        polls.monitor.remove("a");
        polls.look();

        assertThat(polls.late).isEmpty();
    }
}

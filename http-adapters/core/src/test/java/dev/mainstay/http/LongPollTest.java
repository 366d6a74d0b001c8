// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.body;
import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.getWithKey;
import static dev.mainstay.http.Fixture.logged;
import static dev.mainstay.http.Fixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.HealthMonitor;
import dev.mainstay.shutdown.InFlight;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that wait, on a clock that stands still, looked at when the test says so. */
class LongPollTest {
    private static final String READY = "/health/ready";

    private final Fixture fixture = new Fixture().started();
    private final HealthMonitor monitor = fixture.monitor;
    private final InFlight inFlight = InFlight.create();
    private final Queue<Runnable> looks = new ArrayDeque<>();
    private final List<HealthResponse> late = new ArrayList<>();
    private HealthEndpoints endpoints = endpoints(Details.NAMES, 100);

    @Test
    void poll_whenAGateCloses_getsTheWhole503() {
        assertThat(poll(READY, 30)).isEmpty();
        look();
        assertThat(late).isEmpty();

        monitor.gate("draining").close("deploy");
        look();

        assertThat(late).hasSize(1);
        assertThat(late.get(0).status()).isEqualTo(503);
        assertThat(body(late.get(0))).contains("\"draining\":{\"status\":\"DOWN\"");
        assertThat(late.get(0).headers())
                .containsEntry("Preference-Applied", "wait=30")
                .containsEntry("Retry-After", "5")
                .doesNotContainKey("Connection");
        assertThat(looks).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1,1", "30,30", "61,60"})
    void poll_whenNothingChanges_gets304BeforeTheTimeIsOver(int asked, int held) {
        assertThat(poll("/health/started", asked)).isEmpty();
        fixture.time.advance(Duration.ofSeconds(held).minusMillis(100));
        look();
        assertThat(late).isEmpty();

        fixture.time.advance(Duration.ofMillis(1));
        look();

        assertThat(late).hasSize(1);
        assertThat(late.get(0).status()).isEqualTo(304);
        assertThat(late.get(0).headers()).containsEntry("Preference-Applied", "wait=" + held);
    }

    @Test
    void poll_whileDown_waitsForUpOrGetsTheWhole503() {
        monitor.gate("draining").close("deploy");
        assertThat(poll(READY, 10)).isEmpty();
        assertThat(poll(READY, 30)).isEmpty();

        fixture.time.advance(Duration.ofSeconds(10));
        look();
        monitor.gate("draining").open();
        look();

        assertThat(late).extracting(HealthResponse::status).containsExactly(503, 200);
        assertThat(body(late.get(0))).contains("DOWN");
        assertThat(body(late.get(1))).contains("UP");
    }

    @Test
    void poll_whenAnOutcomeGoesStaleAndNobodyIsTold_isAnswered() {
        assertThat(poll(READY, 60)).isEmpty();

        fixture.time.advance(Duration.ofSeconds(25));
        look();

        assertThat(late).singleElement().extracting(HealthResponse::status).isEqualTo(503);
    }

    @Test
    void poll_ofOneCheckThatIsRemoved_gets404() {
        monitor.gate("draining").close("deploy");
        assertThat(poll(READY + "/draining", 30)).isEmpty();
        look();
        assertThat(late).isEmpty();

        monitor.remove("draining");
        look();

        assertThat(late).singleElement().extracting(HealthResponse::status).isEqualTo(404);
    }

    @Test
    void poll_whenWhatItCannotSeeChanges_isNotWoken() {
        monitor.gate("a").close("deploy");
        endpoints = endpoints(Details.STATUS, 100);
        assertThat(poll(READY, 30)).isEmpty();
        endpoints = endpoints(Details.NAMES, 100);
        assertThat(poll(READY, 30)).isEmpty();
        assertThat(pollWithKey(READY)).isEmpty();

        monitor.mute("search", Duration.ofHours(1));
        lookAtAll();
        assertThat(late).hasSize(1);
        assertThat(body(late.get(0))).contains("mutedUntil");
        monitor.gate("b").close("deploy");
        lookAtAll();
        assertThat(late).hasSize(2);
        assertThat(body(late.get(1))).contains("\"b\":").doesNotContain("mutedUntil");
        monitor.gate("a").open();
        monitor.gate("b").open();
        lookAtAll();

        assertThat(late).hasSize(3);
        assertThat(body(late.get(2))).isEqualTo("{\"status\":\"UP\"}");
    }

    @Test
    void head_whenItWaited_hasNoBody() {
        HealthResponse now = get(endpoints, READY);
        assertThat(poll("HEAD", READY, headers(now, 30))).isEmpty();
        monitor.gate("draining").close("deploy");
        look();

        assertThat(late).singleElement().extracting(HealthResponse::hasBody).isEqualTo(false);
        assertThat(late.get(0).status()).isEqualTo(503);
        assertThat(late.get(0).length()).isPositive();
    }

    @Test
    void poll_overTheLimit_isAnsweredAtOnceAndAPlaceComesBack() {
        endpoints = endpoints(Details.NAMES, 1);
        assertThat(poll(READY, 30)).isEmpty();

        Optional<HealthResponse> second = poll(READY, 30);
        assertThat(second).get().extracting(HealthResponse::status).isEqualTo(304);
        assertThat(second.get().headers()).doesNotContainKey("Preference-Applied");

        fixture.time.advance(Duration.ofSeconds(30));
        look();
        assertThat(late).hasSize(1);
        assertThat(poll(READY, 30)).isEmpty();
    }

    @Test
    void poll_whenNoneMayWait_isAnsweredAtOnce() {
        endpoints = endpoints(Details.NAMES, 0);

        assertThat(poll(READY, 30)).get().extracting(HealthResponse::status).isEqualTo(304);
    }

    @Test
    void polls_whenTheDrainingBegins_areAnsweredAndCloseAndNoneWaitsAnyMore() {
        assertThat(poll(READY, 30)).isEmpty();

        inFlight.drain();
        look();

        assertThat(late).singleElement().extracting(HealthResponse::status).isEqualTo(304);
        assertThat(late.get(0).headers()).containsEntry("Connection", "close");
        Optional<HealthResponse> next = poll(READY, 30);
        assertThat(next).isPresent();
        assertThat(next.get().headers())
                .containsEntry("Connection", "close")
                .doesNotContainKey("Preference-Applied");
    }

    @Test
    void polls_whenTheMonitorIsClosed_areAnsweredAndNoneWaitsAnyMore() {
        assertThat(poll("/health/live", 30)).isEmpty();

        monitor.close();
        look();

        assertThat(late).singleElement().extracting(HealthResponse::status).isEqualTo(304);
        assertThat(poll("/health/live", 30)).isPresent();
        assertThat(looks).isEmpty();
    }

    @Test
    void key_whenWrongOrMissing_isAnsweredAtOnce() {
        Map<String, String> headers = headers(get(endpoints, READY), 30);
        headers.put("X-API-Key", Fixture.KEY + "0");

        assertThat(poll("GET", READY, headers)).isPresent();
        assertThat(poll("GET", "/health/detailed", headers))
                .get()
                .extracting(HealthResponse::status)
                .isEqualTo(401);
        headers.remove("X-API-Key");
        assertThat(poll("GET", "/health/detailed", headers)).isPresent();
        assertThat(poll("GET", READY, headers)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/metrics", "/health/ready?exclude=redis", "/health/nothing", "/health/a"})
    void request_forWhatHasNoTag_isAnsweredAtOnce(String target) {
        Map<String, String> headers = headers("*", 30);
        headers.put("X-API-Key", Fixture.KEY);

        assertThat(poll("GET", target, headers)).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "none, wait=30",
                "W/\"x\", wait=30",
                "*, none",
                "*, wait=0",
                "*, wait=soon",
                "*, respond-async"
            })
    void request_withoutTheTagOrTheWish_isAnsweredAtOnce(String ifNoneMatch, String prefer) {
        var headers = new HashMap<String, String>();
        headers.put("If-None-Match", ifNoneMatch);
        headers.put("Prefer", prefer);
        headers.values().removeIf(java.util.Objects::isNull);

        assertThat(poll("GET", READY, headers)).isPresent();
        assertThat(poll("GET", READY, headers("*", 30))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Content-Length,5", "Transfer-Encoding,chunked"})
    void request_withABody_isAnsweredAtOnce(String header, String value) {
        Map<String, String> headers = headers("*", 30);
        headers.put(header, value);

        assertThat(poll("GET", READY, headers)).isPresent();
        headers.put(header, "0");
        assertThat(poll("GET", READY, headers).isEmpty())
                .isEqualTo(header.equals("Content-Length"));
    }

    @Test
    void handle_withoutAWayToAnswerLater_neverWaits() {
        HealthResponse response = endpoints.handle(request("GET", READY, headers("*", 30)));

        assertThat(response.status()).isEqualTo(304);
        assertThat(looks).isEmpty();
    }

    @Test
    void taker_thatThrows_harmsNobodyElse() {
        endpoints.handle(
                request("GET", READY, headers("*", 30)),
                () -> {
                    return response -> {
                        throw new AssertionError("expected by the test");
                    };
                });
        assertThat(poll(READY, 30)).isEmpty();
        monitor.gate("draining").close("deploy");

        assertThat(logged(this::look)).contains("ERROR", "could not be answered");

        assertThat(late).hasSize(1);
        assertThat(looks).isEmpty();
    }

    @Test
    void taker_thatCannotBeHad_costsNoPlace() {
        endpoints = endpoints(Details.NAMES, 1);
        String log =
                logged(
                        () ->
                                assertThat(
                                                endpoints.handle(
                                                        request("GET", READY, headers("*", 30)),
                                                        () -> {
                                                            throw new IllegalStateException();
                                                        }))
                                        .isPresent());

        assertThat(log).contains("WARN", "could not be held");
        assertThat(poll(READY, 30)).isEmpty();
    }

    @Test
    void change_thatIsUndoneBetweenTwoLooks_isNotSeen() {
        assertThat(poll(READY, 30)).isEmpty();
        monitor.gate("a").close("deploy");
        monitor.remove("a");
        look();

        assertThat(late).isEmpty();
    }

    private Optional<HealthResponse> poll(String target, int seconds) {
        return poll("GET", target, headers(get(endpoints, target), seconds));
    }

    private Optional<HealthResponse> pollWithKey(String target) {
        Map<String, String> headers = headers(getWithKey(endpoints, target), 30);
        headers.put("X-API-Key", Fixture.KEY);
        return poll("GET", target, headers);
    }

    /** The request is gone when its answer comes. */
    private Optional<HealthResponse> poll(
            String method, String target, Map<String, String> headers) {
        HealthRequest whole = request(method, target, headers);
        var gone = new boolean[1];
        HealthRequest request =
                HealthRequest.builder(method)
                        .path(whole.path())
                        .query(whole.query())
                        .headers(
                                name -> {
                                    assertThat(gone[0]).isFalse();
                                    return whole.header(name);
                                })
                        .build();
        Optional<HealthResponse> now = endpoints.handle(request, () -> late::add);
        gone[0] = true;
        return now;
    }

    private static Map<String, String> headers(HealthResponse known, int seconds) {
        return headers(known.headers().get("ETag"), seconds);
    }

    private static Map<String, String> headers(String known, int seconds) {
        var headers = new HashMap<String, String>();
        headers.put("If-None-Match", known);
        headers.put("Prefer", "wait=" + seconds);
        return headers;
    }

    /** One look, of which there is never more than one to come. */
    private void look() {
        assertThat(looks).hasSize(1);
        looks.remove().run();
    }

    private void lookAtAll() {
        for (int left = looks.size(); left > 0; left--) {
            looks.remove().run();
        }
    }

    private HealthEndpoints endpoints(Details details, int longPolls) {
        return HealthEndpoints.builder(monitor)
                .details(details)
                .apiKey(Fixture.KEY)
                .metrics(type -> "up 1\n")
                .drainWith(inFlight)
                .longPolls(longPolls)
                .ticker(fixture.time::nanos)
                .lookTimer(looks::add)
                .build();
    }
}

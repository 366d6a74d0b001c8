// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.logged;
import static dev.mainstay.http.Fixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who does not wait, and what goes wrong. */
class LongPollLimitsTest {
    private static final String READY = "/health/ready";

    private final Polls polls = new Polls();

    @Test
    void poll_overTheLimit_isAnsweredAtOnceAndAPlaceComesBack() {
        polls.endpoints = polls.endpoints(Details.NAMES, 1);
        assertThat(polls.poll(READY, 30)).isEmpty();

        Optional<HealthResponse> second = polls.poll(READY, 30);
        assertThat(second).get().extracting(HealthResponse::status).isEqualTo(304);
        assertThat(second.get().headers()).doesNotContainKey("Preference-Applied");

        polls.fixture.time.advance(Duration.ofSeconds(30));
        polls.look();
        assertThat(polls.late).hasSize(1);
        assertThat(polls.poll(READY, 30)).isEmpty();
    }

    @Test
    void poll_whenNoneMayWait_isAnsweredAtOnce() {
        polls.endpoints = polls.endpoints(Details.NAMES, 0);

        assertThat(polls.poll(READY, 30)).get().extracting(HealthResponse::status).isEqualTo(304);
    }

    @Test
    void key_whenWrongOrMissing_isAnsweredAtOnce() {
        Map<String, String> headers = Polls.headers(get(polls.endpoints, READY), 30);
        headers.put("X-API-Key", Fixture.KEY + "0");

        assertThat(polls.poll("GET", READY, headers)).isPresent();
        assertThat(polls.poll("GET", "/health/detailed", headers))
                .get()
                .extracting(HealthResponse::status)
                .isEqualTo(401);
        headers.remove("X-API-Key");
        assertThat(polls.poll("GET", "/health/detailed", headers)).isPresent();
        assertThat(polls.poll("GET", READY, headers)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/metrics", "/health/ready?exclude=redis", "/health/nothing", "/health/a"})
    void request_forWhatHasNoTag_isAnsweredAtOnce(String target) {
        Map<String, String> headers = Polls.headers("*", 30);
        headers.put("X-API-Key", Fixture.KEY);

        assertThat(polls.poll("GET", target, headers)).isPresent();
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
        headers.values().removeIf(Objects::isNull);

        assertThat(polls.poll("GET", READY, headers)).isPresent();
        assertThat(polls.poll("GET", READY, Polls.headers("*", 30))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"Content-Length,5", "Transfer-Encoding,chunked"})
    void request_withABody_isAnsweredAtOnce(String header, String value) {
        Map<String, String> headers = Polls.headers("*", 30);
        headers.put(header, value);

        assertThat(polls.poll("GET", READY, headers)).isPresent();
        headers.put(header, "0");
        assertThat(polls.poll("GET", READY, headers).isEmpty())
                .isEqualTo(header.equals("Content-Length"));
    }

    @Test
    void handle_withoutAWayToAnswerLater_neverWaits() {
        HealthResponse response =
                polls.endpoints.handle(request("GET", READY, Polls.headers("*", 30)));

        assertThat(response.status()).isEqualTo(304);
        assertThat(polls.looks).isEmpty();
    }

    @Test
    void taker_thatThrows_harmsNobodyElse() {
        polls.endpoints.handle(
                request("GET", READY, Polls.headers("*", 30)),
                () -> {
                    return response -> {
                        throw new AssertionError("expected by the test");
                    };
                });
        assertThat(polls.poll(READY, 30)).isEmpty();
        polls.monitor.gate("draining").close("deploy");

        assertThat(logged(polls::look)).contains("ERROR", "could not be answered");

        assertThat(polls.late).hasSize(1);
        assertThat(polls.looks).isEmpty();
    }

    @Test
    void taker_thatCannotBeHad_costsNoPlace() {
        polls.endpoints = polls.endpoints(Details.NAMES, 1);
        HealthRequest request = request("GET", READY, Polls.headers("*", 30));
        Supplier<Consumer<HealthResponse>> none =
                () -> {
                    throw new IllegalStateException("expected by the test");
                };

        String log = logged(() -> assertThat(polls.endpoints.handle(request, none)).isPresent());

        assertThat(log).contains("WARN", "could not be held");
        assertThat(polls.poll(READY, 30)).isEmpty();
    }

    @Test
    void timer_thatFailsOnce_isSetByTheNextPoll() {
        var failed = new AtomicBoolean();
        Consumer<Runnable> timer =
                look -> {
                    if (failed.compareAndSet(false, true)) {
                        throw new OutOfMemoryError("expected by the test");
                    }
                    polls.looks.add(look);
                };
        polls.endpoints = polls.builder(100).lookTimer(timer).build();
        assertThatThrownBy(() -> polls.poll(READY, 30)).isInstanceOf(OutOfMemoryError.class);
        assertThat(polls.poll(READY, 30)).isEmpty();

        polls.monitor.gate("draining").close("deploy");
        polls.look();

        assertThat(polls.late).hasSize(2);
    }
}

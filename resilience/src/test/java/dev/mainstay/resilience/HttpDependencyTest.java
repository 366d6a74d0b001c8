// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.resilience;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.client.WireMock.serviceUnavailable;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.http.Fault;
import dev.mainstay.resilience.GaveUp.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A guard in front of a real HTTP server with the faults that such have. */
class HttpDependencyTest extends RetrierFixture {
    private static final WireMockServer SERVER =
            new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));

    private final Breaker breaker =
            Breaker.named("http")
                    .failuresInARow(3)
                    .openFor(ofMinutes(2))
                    .trialCalls(2)
                    .countsAsFailure(e -> !(e instanceof HttpError http) || http.status >= 500)
                    .time(time)
                    .random(() -> 0)
                    .build();

    /** An answer that is no answer. */
    private static final class HttpError extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;
        private final String retryAfter;

        HttpError(int status, String retryAfter) {
            super("status " + status);
            this.status = status;
            this.retryAfter = retryAfter;
        }
    }

    @BeforeAll
    static void startServer() {
        SERVER.start();
    }

    @AfterAll
    static void stopServer() {
        SERVER.stop();
    }

    @BeforeEach
    void reset() {
        SERVER.resetAll();
    }

    private Guard guard(int attempts) {
        Retrier retrier =
                builder()
                        .attempts(attempts)
                        .deadline(ofMinutes(1))
                        .hint(
                                Hint.retryAfter(
                                        e ->
                                                e instanceof HttpError http
                                                        ? Optional.of(http.retryAfter)
                                                        : Optional.empty()))
                        .build();
        return Guard.of(retrier, breaker);
    }

    private static String text(Attempt attempt) throws IOException {
        return text(attempt.timeout(ofSeconds(20)));
    }

    private static String text(Duration timeout) throws IOException {
        var connection =
                (HttpURLConnection) URI.create(SERVER.baseUrl() + "/text").toURL().openConnection();
        connection.setReadTimeout((int) timeout.toMillis());
        try {
            if (connection.getResponseCode() != 200) {
                String retryAfter = connection.getHeaderField("Retry-After");
                throw new HttpError(
                        connection.getResponseCode(), retryAfter == null ? "" : retryAfter);
            }
            return new String(connection.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }

    private static void firstUnavailable(String retryAfter) {
        SERVER.stubFor(
                get("/text")
                        .inScenario("once")
                        .whenScenarioStateIs(STARTED)
                        .willSetStateTo("well")
                        .willReturn(serviceUnavailable().withHeader("Retry-After", retryAfter)));
        SERVER.stubFor(
                get("/text")
                        .inScenario("once")
                        .whenScenarioStateIs("well")
                        .willReturn(ok("the text")));
    }

    private static int requests() {
        return SERVER.findAll(getRequestedFor(urlEqualTo("/text"))).size();
    }

    @Test
    void unavailable_withSeconds_isTriedAgainNoSooner() throws Exception {
        firstUnavailable("7");
        assertThat(guard(3).<String>call(HttpDependencyTest::text)).isEqualTo("the text");
        assertThat(waits).containsExactly(ofSeconds(7));
        assertThat(requests()).isEqualTo(2);
    }

    @Test
    void unavailable_withADate_isTriedAgainNoSooner() throws Exception {
        Instant until = Instant.now().plusSeconds(30);
        firstUnavailable(DateTimeFormatter.RFC_1123_DATE_TIME.format(until.atZone(ZoneOffset.UTC)));
        assertThat(guard(3).<String>call(HttpDependencyTest::text)).isEqualTo("the text");
        assertThat(waits.get(0)).isBetween(ofSeconds(20), ofSeconds(30));
    }

    @Test
    void unavailable_forLongerThanTheDeadline_givesUpNow() {
        firstUnavailable("3600");
        Throwable thrown = catchThrowable(() -> guard(3).call(HttpDependencyTest::text));
        assertThat(thrown).isInstanceOf(HttpError.class);
        assertGaveUp(thrown, Reason.HINT, 1);
        assertThat(requests()).isEqualTo(1);
    }

    @Test
    void reset_threeTimes_opensAndSparesTheServer() {
        SERVER.stubFor(
                get("/text").willReturn(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER)));
        Throwable thrown = catchThrowable(() -> guard(9).call(HttpDependencyTest::text));
        assertThat(thrown).isInstanceOf(IOException.class);
        assertGaveUp(thrown, Reason.BREAKER_OPEN, 3);
        int before = requests();
        assertThat(catchThrowable(() -> guard(9).call(HttpDependencyTest::text)))
                .isInstanceOf(BreakerOpenException.class);
        assertThat(requests()).isEqualTo(before);
    }

    @Test
    void timeout_countsAsFailureAndRecoveryCloses() throws Exception {
        SERVER.stubFor(get("/text").willReturn(ok("late").withFixedDelay(5_000)));
        for (int i = 0; i < 3; i++) {
            Throwable thrown =
                    catchThrowable(
                            () -> guard(1).call(attempt -> text(attempt.timeout(ofMillis(100)))));
            assertThat(thrown).isInstanceOf(SocketTimeoutException.class);
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.OPEN);
        SERVER.resetAll();
        SERVER.stubFor(get("/text").willReturn(ok("the text")));
        time.advance(ofMinutes(2));
        assertThat(guard(1).<String>call(HttpDependencyTest::text)).isEqualTo("the text");
        assertThat(guard(1).<String>call(HttpDependencyTest::text)).isEqualTo("the text");
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }

    @Test
    void drip_isEndedByTheCallersTimeoutAndCountsAsFailure() {
        SERVER.stubFor(
                get("/text").willReturn(ok("drop by drop").withChunkedDribbleDelay(10, 20_000)));
        CompletableFuture<String> result =
                breaker.callAsync(() -> CompletableFuture.supplyAsync(this::slowText));
        Throwable thrown =
                catchThrowable(() -> result.orTimeout(300, TimeUnit.MILLISECONDS).join());
        assertThat(thrown).hasCauseInstanceOf(TimeoutException.class);
        await().atMost(ofSeconds(30)).until(() -> breaker.failuresInARow() == 1);
    }

    private String slowText() {
        try {
            return text(ofSeconds(20));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void notFound_isASignOfLife() {
        for (int i = 0; i < 5; i++) {
            assertThat(catchThrowable(() -> guard(1).call(HttpDependencyTest::text)))
                    .isInstanceOf(HttpError.class);
        }
        assertThat(breaker.state()).isEqualTo(BreakerState.CLOSED);
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Health;
import dev.mainstay.health.HealthMonitor;
import dev.mainstay.health.Probe;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * What an adapter and the server under it do with clients that mean harm, on a real port. A test of
 * an adapter extends this and starts a server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RobustHttpContract {
    private static final String MARK = "unt0ld";
    private static final int RANDOM_EXCHANGES = Integer.getInteger("mainstay.fuzz.exchanges", 200);
    private static final Set<Integer> CODES_OF_OURS = Set.of(200, 400, 401, 404, 405, 414, 429);
    private static final Pattern HEAD =
            Pattern.compile("HTTP/1\\.[01] (\\d{3}).*?\\r\\n\\r\\n", Pattern.DOTALL);

    private HealthMonitor monitor;
    private URI base;

    /**
     * Starts a server on a free port of the loopback interface.
     *
     * @return where it is, without a path
     */
    protected abstract URI start(HealthEndpoints endpoints) throws Exception;

    /** Stops what was started. */
    protected abstract void stop() throws Exception;

    /**
     * Tells whether an answer is one that the server itself gives before it asks anybody: to
     * methods, versions, encodings and cookies that it cannot read.
     *
     * @param status 500 or above
     * @param request what it is an answer to, the first of several
     * @return false, unless told otherwise
     */
    protected boolean isTheServersOwn(int status, String request) {
        return false;
    }

    @BeforeAll
    void startServer() throws Exception {
        monitor =
                HealthMonitor.builder()
                        .readiness(
                                "unt0ld-redis",
                                () -> Health.degraded("unt0ld-message").with("unt0ld-key", MARK))
                        .build()
                        .start();
        assertThat(monitor.awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
        base =
                start(
                        HealthEndpoints.builder(monitor)
                                .apiKey("no-request-here-has-it")
                                .statusPage()
                                .metrics(type -> "unt0ld_metric 1\n")
                                .serviceVersion("unt0ld-version")
                                .build());
    }

    @AfterAll
    void stopServer() throws Exception {
        stop();
        monitor.close();
    }

    @AfterEach
    void stillAnswers() throws IOException {
        try (RawHttp raw = RawHttp.connect(base)) {
            RawHttp.Answer answer = raw.request("GET", "/health/ready");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("{\"status\":\"DEGRADED\"}");
        }
    }

    @Test
    void exchange_ofEachHostileKind_endsAndTellsNothing() throws IOException {
        for (var exchange : HostileExchanges.named().entrySet()) {
            List<Said> answers = exchange(exchange.getKey(), exchange.getValue());

            assertThat(answers).as(exchange.getKey()).hasSizeLessThan(2);
        }
    }

    @Test
    void exchange_atRandom_endsAndTellsNothing() throws IOException {
        long seed = Long.getLong("mainstay.fuzz.seed", System.nanoTime());
        var random = new Random(seed);
        long ours = 0;
        for (int i = 0; i < RANDOM_EXCHANGES; i++) {
            byte[] bytes = HostileExchanges.atRandom(random);
            String name = "seed %d, exchange %d: %s".formatted(seed, i, new String(bytes, UTF_8));
            ours += exchange(name, bytes).stream().filter(Said::isOurs).count();
        }

        assertThat(ours).as("answers of ours").isPositive();
    }

    @Test
    void requests_inOneWrite_areAnsweredInTheirOrder() throws IOException {
        int[] codes = {200, 404, 401, 200, 401, 404, 200, 401, 200, 404};
        Map<Integer, String> targets = Map.of(200, "live", 404, "nothing", 401, "detailed");
        var text = new StringBuilder();
        for (int code : codes) {
            text.append("GET /health/" + targets.get(code) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        }
        try (RawHttp raw = RawHttp.connect(base)) {
            raw.write(text.toString());

            for (int code : codes) {
                assertThat(raw.answer(true).status()).isEqualTo(code);
            }
        }
    }

    @Test
    void request_byteByByte_isAnswered() throws IOException {
        try (RawHttp raw = RawHttp.connect(base)) {
            for (char c : "GET /health/live?verbose HTTP/1.1\r\nHost: x\r\n\r\n".toCharArray()) {
                raw.write(String.valueOf(c));
            }

            assertThat(raw.answer(true).status()).isEqualTo(200);
        }
    }

    @Test
    void body_thatWaitsForAWord_isRefusedWithOrWithoutIt() throws IOException {
        try (RawHttp raw = RawHttp.connect(base)) {
            raw.write("POST /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n");
            raw.write("Expect: 100-continue\r\n\r\n");
            RawHttp.Answer answer = raw.answer(true);
            if (answer.status() == 100) {
                raw.write("abc");
                answer = raw.answer(true);
            }

            assertThat(answer.status()).isEqualTo(405);
        }
    }

    @Test
    void body_thatNeverComes_doesNotKeepItsAnswerBack() throws IOException {
        try (RawHttp raw = RawHttp.connect(base)) {
            raw.write("POST /health/live HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n");

            assertThat(raw.answer(true).status()).isEqualTo(405);
        }
    }

    /** Says something, and looks at all that comes back; fails if the connection does not end. */
    private List<Said> exchange(String name, byte[] bytes) throws IOException {
        String said;
        try (RawHttp raw = RawHttp.connect(base)) {
            said = raw.saysUntilTheEnd(bytes);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("neither an answer nor an end to " + name, e);
        }
        assertThat(said).as(name).doesNotContain(MARK);
        String request = new String(bytes, UTF_8);
        List<Said> answers = Said.all(said);
        for (Said answer : answers) {
            boolean expected =
                    answer.isOurs()
                            ? CODES_OF_OURS.contains(answer.status())
                            : answer.status() < 500 || isTheServersOwn(answer.status(), request);
            assertThat(expected).as("%s to %s", answer, name).isTrue();
        }
        return answers;
    }

    /** The head of an answer. Each of ours forbids guessing its type, and no server's own does. */
    private record Said(int status, String head) {
        static List<Said> all(String text) {
            return HEAD.matcher(text)
                    .results()
                    .map(it -> new Said(Integer.parseInt(it.group(1)), it.group()))
                    .toList();
        }

        boolean isOurs() {
            return head.toLowerCase(Locale.ROOT).contains("\r\nx-content-type-options: nosniff");
        }
    }
}

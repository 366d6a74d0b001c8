// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.mainstay.health.Health;
import dev.mainstay.health.Probe;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an adapter does with requests that name what they know or wait for a change, on a real port.
 * A part of {@link HealthHttpContract}.
 */
abstract class LongPollHttpContract extends HttpContract {
    private static final String READY = "/health/ready";
    private static final String KEY_HEADER = "X-API-Key: " + KEY;
    private static final String WAIT = "Prefer: wait=60";
    private static final int LIMIT = 100;

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void request_forWhatIsKnown_is304WithoutABodyOnAKeptConnection(String method) throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            RawHttp.Answer whole = raw.request("GET", READY);
            String tag = whole.headers().get("ETag");

            RawHttp.Answer known = raw.request(method, READY, "If-None-Match: \"x\", " + tag);

            assertThat(known.status()).isEqualTo(304);
            assertThat(known.headers())
                    .containsEntry("ETag", tag)
                    .containsEntry("Vary", "Accept")
                    .containsEntry("Cache-Control", "no-store")
                    .doesNotContainKeys("Content-Type", "Content-Length");
            assertThat(raw.request("GET", READY, "If-None-Match: \"x\"").body())
                    .isEqualTo(whole.body());
        }
    }

    @Test
    void request_forWhatIsDownAndKnown_isTheWhole503() throws Exception {
        monitor().gate("draining").close("deploy");
        String tag = tag();
        try (RawHttp raw = RawHttp.connect(base())) {
            RawHttp.Answer known = raw.request("GET", READY, "If-None-Match: " + tag);

            assertThat(known.status()).isEqualTo(503);
            assertThat(known.headers()).containsEntry("ETag", tag);
            assertThat(known.body()).contains("draining");
        }
    }

    @Test
    void tag_ofAnonymousAndKeyed_isOfWhatEachSees() throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            String anonymous = raw.request("GET", READY).headers().get("ETag");
            String keyed = raw.request("GET", READY, KEY_HEADER).headers().get("ETag");
            monitor().mute("redis", Duration.ofHours(1));

            assertThat(raw.request("GET", READY).headers()).containsEntry("ETag", anonymous);
            assertThat(raw.request("GET", READY, KEY_HEADER).headers().get("ETag"))
                    .isNotIn(anonymous, keyed);
        }
    }

    @Test
    void poll_untilAGateCloses_isHeldAndGetsTheWhole503() throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            beginPoll(raw, "GET");
            assertThat(raw.isSilent()).isTrue();

            monitor().gate("draining").close("deploy");
            RawHttp.Answer answer = raw.answer(true);

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).contains("\"draining\":{\"status\":\"DOWN\"");
            assertThat(answer.headers()).containsEntry("Preference-Applied", "wait=60");
        }
    }

    @Test
    void poll_untilAGateOpens_isHeldAndLeavesItsConnectionOpen() throws Exception {
        monitor().gate("draining").close("deploy");
        try (RawHttp raw = RawHttp.connect(base())) {
            beginPoll(raw, "GET");
            assertThat(raw.isSilent()).isTrue();

            monitor().gate("draining").open();

            assertThat(raw.answer(true).body()).contains("\"draining\":{\"status\":\"UP\"");
            assertThat(raw.request("GET", "/health/live").status()).isEqualTo(200);
        }
    }

    @Test
    void head_untilAGateIsThere_isHeldAndHasNoBody() throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            beginPoll(raw, "HEAD");
            assertThat(raw.isSilent()).isTrue();

            monitor().gate("maintenance").open();

            assertThat(raw.answer(false).status()).isEqualTo(200);
            assertThat(raw.request("GET", "/health/live").body()).contains("UP");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD"})
    void poll_whenNothingChanges_is304WhenItsTimeIsOver(String method) throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            String known = "If-None-Match: " + raw.request("GET", READY).headers().get("ETag");
            long begin = System.nanoTime();

            RawHttp.Answer answer = raw.request(method, READY, known, "Prefer: wait=1");

            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(800), Duration.ofSeconds(5));
            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.headers())
                    .containsEntry("Preference-Applied", "wait=1")
                    .doesNotContainKey("Content-Length");
            assertThat(raw.request("GET", READY).status()).isEqualTo(200);
        }
    }

    @Test
    void poll_whenWhatItCannotSeeChanges_isHeldOn() throws Exception {
        try (RawHttp anonymous = RawHttp.connect(base());
                RawHttp keyed = RawHttp.connect(base())) {
            beginPoll(anonymous, "GET");
            beginPollWithKey(keyed);

            monitor().mute("redis", Duration.ofHours(1));

            assertThat(keyed.answer(true).body()).contains("mutedUntil");
            assertThat(anonymous.isSilent()).isTrue();
        }
    }

    @Test
    void poll_withAWrongKey_isAnsweredAtOnce() throws Exception {
        try (RawHttp raw = RawHttp.connect(base())) {
            String wrong = KEY_HEADER + "0";
            String known = "If-None-Match: *";

            assertThat(raw.request("GET", "/health/detailed", known, WAIT, wrong).status())
                    .isEqualTo(401);
            RawHttp.Answer answer = raw.request("GET", READY, known, WAIT, wrong);
            assertThat(answer.status()).isEqualTo(304);
            assertThat(answer.headers()).doesNotContainKey("Preference-Applied");
        }
    }

    /** Threads that a request keeps are found by their stacks: others come and go meanwhile. */
    @Test
    void polls_upToTheLimit_keepNoThreadsAndAFurtherOneIsAnsweredAtOnce() throws Exception {
        List<RawHttp> connections = new ArrayList<>();
        try (RawHttp further = RawHttp.connect(base())) {
            for (int i = 0; i < LIMIT; i++) {
                connections.add(RawHttp.connect(base()));
                beginPoll(connections.get(i), "GET");
            }
            await().until(() -> !isHeldFor1s(further));
            assertThat(threadsInAdapters()).isLessThan(LIMIT / 4);
            assertThat(further.request("GET", READY).status()).isEqualTo(200);

            monitor().gate("draining").close("deploy");

            for (RawHttp raw : connections) {
                assertThat(raw.answer(true).status()).isEqualTo(503);
            }
            monitor().gate("draining").open();
            assertThat(isHeldFor1s(further)).isTrue();
        } finally {
            for (RawHttp raw : connections) {
                raw.close();
            }
        }
    }

    @Test
    void poll_whenTheDrainingBegins_isAnsweredAndClosesItsConnection() throws Exception {
        monitor().gate("draining").close("deploy");
        try (RawHttp down = RawHttp.connect(base());
                RawHttp up = RawHttp.connect(base());
                RawHttp next = RawHttp.connect(base())) {
            beginPoll(down, "GET");
            up.send("GET", "/health/live", "If-None-Match: *", WAIT);
            assertThat(down.isSilent()).isTrue();
            assertThat(up.isSilent()).isTrue();

            inFlight().drain();

            assertThat(up.answer(true).headers()).containsEntry("Connection", "close");
            RawHttp.Answer answer = down.answer(true);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.headers()).containsEntry("Connection", "close");
            assertThat(down.isEnded()).isTrue();
            assertThat(isHeldFor1s(next)).isFalse();
        }
    }

    @Test
    void client_thatDoesNotReadItsLateAnswer_holdsUpNobodyElse() throws Exception {
        addMegabytesOfDetails();
        try (RawHttp slow = RawHttp.connect(base());
                RawHttp quick = RawHttp.connect(base());
                RawHttp next = RawHttp.connect(base())) {
            beginPollWithKey(slow);
            beginPoll(quick, "GET");
            monitor().gate("draining").close("deploy");
            assertThat(quick.answer(true).status()).isEqualTo(503);
            await().until(() -> !slow.isSilent());

            beginPoll(next, "GET");
            monitor().gate("draining").open();

            assertThat(next.answer(true).status()).isEqualTo(200);
        }
    }

    /** More than lies in the buffers of two sockets. */
    private void addMegabytesOfDetails() throws InterruptedException {
        Health large = Health.up();
        for (int i = 0; i < 60; i++) {
            large = large.with("value" + i, "x".repeat(2_000));
        }
        Health each = large;
        for (int i = 0; i < 60; i++) {
            monitor().addReadiness("large" + i, () -> each);
        }
        assertThat(monitor().awaitUp(Probe.READINESS, Duration.ofSeconds(10))).isTrue();
    }

    private String tag(String... headers) throws Exception {
        return header(get(READY, headers), "ETag");
    }

    private void beginPoll(RawHttp raw, String method) throws Exception {
        makeGate();
        raw.send(method, READY, "If-None-Match: " + tag(), WAIT);
    }

    private void beginPollWithKey(RawHttp raw) throws IOException {
        makeGate();
        RawHttp.Answer now = raw.request("HEAD", READY, KEY_HEADER);
        String known = "If-None-Match: " + now.headers().get("ETag");
        raw.send("GET", READY, known, WAIT, KEY_HEADER);
    }

    /** That there is one is a change of its own. */
    private void makeGate() {
        monitor().gate("draining");
    }

    private static boolean isHeldFor1s(RawHttp raw) throws IOException {
        RawHttp.Answer answer = raw.request("GET", READY, "If-None-Match: *", "Prefer: wait=1");
        return answer.headers().containsKey("Preference-Applied");
    }

    private static long threadsInAdapters() {
        return Thread.getAllStackTraces().values().stream()
                .filter(
                        stack ->
                                Arrays.stream(stack)
                                        .map(StackTraceElement::getClassName)
                                        .anyMatch(LongPollHttpContract::isAnAdapters))
                .count();
    }

    private static boolean isAnAdapters(String className) {
        return className.startsWith("dev.mainstay.http.")
                && !className.contains("Contract")
                && !className.contains("Test");
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static dev.mainstay.samples.documents.RunningService.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The program in a process of its own, when its operator sends it SIGTERM. */
@Timeout(120)
class ShutdownTest {
    private static final Duration SEEN = Duration.ofSeconds(30);
    private static final int SIGTERM = 143;
    private static final int CUT_SHORT = 70;

    @TempDir Path tempDir;

    private final ExecutorService clients = Executors.newCachedThreadPool();
    private EmbeddedRedis server;
    private Redis redis;
    private DocumentStore store;
    private SwitchableExtractor extractor;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedRedis.start();
        redis = new Redis(server.url(), 4, 5);
        store = new DocumentStore(redis);
        extractor = new SwitchableExtractor();
    }

    @AfterEach
    void stop() {
        clients.shutdownNow();
        extractor.close();
        redis.close();
        server.close();
    }

    @Test
    void uploads_underLoad_areAnsweredWhollyAndThoseAcceptedAreDone() throws Exception {
        Queue<String> accepted = new ConcurrentLinkedQueue<>();
        Queue<String> cutOff = new ConcurrentLinkedQueue<>();
        try (var service = start(Map.of("SHUTDOWN_DELAY", "1"))) {
            List<Future<?>> posting = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                posting.add(clients.submit(() -> post(service, accepted, cutOff)));
            }
            await().atMost(SEEN).until(() -> accepted.size() > 20);

            service.terminate();

            for (Future<?> one : posting) {
                one.get();
            }
            assertThat(service.awaitExit()).isEqualTo(SIGTERM);
        }
        assertThat(cutOff).isEmpty();
        assertThat(InHand.files(tempDir)).isEmpty();
        assertThat(tempDir).isEmptyDirectory();

        try (var next = start(Map.of())) {
            assertThat(next.isAlive()).isTrue();
            await().atMost(SEEN).until(() -> accepted.stream().allMatch(this::isDone));
        }
    }

    @Test
    void job_thatEndsInTime_isDoneAndProbesAreAnsweredUntilThen() throws Exception {
        extractor.hold();
        try (var service = start(Map.of())) {
            String id = json(service.post("one")).path("id").asString();
            await().atMost(SEEN).until(() -> !extractor.asked().isEmpty());
            Queue<String> answers = new ConcurrentLinkedQueue<>();
            Future<Long> probing = clients.submit(() -> probe(service, answers));
            await().until(() -> !answers.isEmpty());

            service.terminate();
            await().until(() -> answers.contains("live 200, ready 503"));
            HttpResponse<String> late = service.post("two");
            assertThat(late.statusCode()).isEqualTo(503);
            assertThat(late.headers().firstValue("Retry-After")).isPresent();
            assertThat(late.headers().firstValue("Connection")).contains("close");
            assertThat(service.isAlive()).isTrue();

            extractor.letAnswer(1);
            assertThat(service.awaitExit()).isEqualTo(SIGTERM);
            Duration unanswered = Duration.ofNanos(System.nanoTime() - probing.get());
            assertThat(unanswered).isLessThan(Duration.ofSeconds(2));
            assertThat(answers).allMatch(it -> it.startsWith("live 200, ready "));
            assertThat(store.find(id)).contains(new Document(id, "done", 1L, null));
        }
    }

    @Test
    void job_thatDoesNotEndInTime_goesBackWithinTheTimeout() throws Exception {
        extractor.hold();
        try (var service = start(Map.of("SHUTDOWN_TIMEOUT", "4"))) {
            String id = json(service.post("one")).path("id").asString();
            await().atMost(SEEN).until(() -> !extractor.asked().isEmpty());

            long begin = System.nanoTime();
            service.terminate();

            assertThat(service.awaitExit()).isEqualTo(CUT_SHORT);
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isLessThan(Duration.ofSeconds(5));
            assertThat(store.find(id)).contains(new Document(id, "queued", null, null));
            assertThat(redis.client().lrange(DocumentStore.QUEUE, 0, -1)).containsExactly(id);
            assertThat(service.output()).anyMatch(it -> it.contains("document " + id));
            assertThat(tempDir).isEmptyDirectory();
        }
    }

    private boolean isDone(String id) {
        return store.find(id).orElseThrow().status().equals("done");
    }

    private void post(ServiceProcess service, Queue<String> accepted, Queue<String> cutOff) {
        for (int i = 0; i < 10_000; i++) {
            try {
                HttpResponse<String> answer = service.post("text " + i);
                if (answer.statusCode() == 202) {
                    accepted.add(json(answer).path("id").asString());
                } else if (answer.statusCode() == 503) {
                    return;
                }
            } catch (ConnectException e) {
                return;
            } catch (IOException | InterruptedException e) {
                cutOff.add(e.toString());
                return;
            }
        }
    }

    /** Returns when the first probe was not answered. */
    private long probe(ServiceProcess service, Queue<String> answers) throws InterruptedException {
        while (true) {
            try {
                int live = service.get("/health/live").statusCode();
                int ready = service.get("/health/ready").statusCode();
                answers.add("live %d, ready %d".formatted(live, ready));
            } catch (IOException e) {
                return System.nanoTime();
            }
        }
    }

    private ServiceProcess start(Map<String, String> more) throws IOException {
        var environment =
                new HashMap<>(
                        Map.of(
                                "REDIS_URL", server.url().toString(),
                                "EXTRACTOR_URL", extractor.url().toString()));
        environment.putAll(more);
        return ServiceProcess.start(tempDir, environment);
    }
}

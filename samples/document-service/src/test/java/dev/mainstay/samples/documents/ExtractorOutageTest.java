// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static dev.mainstay.samples.documents.RunningService.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The whole service, while its extractor fails three times in a row and recovers. */
@Timeout(90)
class ExtractorOutageTest {
    private static final Duration SEEN = Duration.ofSeconds(20);
    private static final int DOCUMENTS = 10;

    @TempDir Path tempDir;

    @ParameterizedTest
    @ValueSource(ints = {500, 503})
    void documents_whileTheExtractorFailsAndRecovers_areAllDone(int status) throws Exception {
        try (var redis = EmbeddedRedis.start();
                var extractor = new SwitchableExtractor();
                var service =
                        RunningService.start(redis.url(), extractor.url(), Role.ALL, tempDir)) {
            await().atMost(SEEN).until(() -> service.status("/health/ready") == 200);
            JsonNode before = awaitExtractor(service, "closed");
            assertThat(before.path("status").asString()).isEqualTo("UP");
            assertThat(before.path("details").path("failuresInARow").asInt()).isZero();

            extractor.answers(status);
            List<String> documents = post(service);
            assertOpen(service, awaitExtractor(service, "open"));
            await().until(() -> statuses(service, documents).distinct().toList().size() == 1);
            assertThat(statuses(service, documents)).containsOnly("queued");
            assertThat(extractor.asked()).hasSize(3);

            extractor.hold();
            extractor.answers(200);
            JsonNode halfOpen = awaitExtractor(service, "half_open");
            assertThat(halfOpen.path("status").asString()).isEqualTo("DEGRADED");
            assertThat(halfOpen.path("details").has("nextTrialSeconds")).isFalse();
            assertThat(extractor.asked()).hasSize(4);

            extractor.letAnswer(1_000);
            JsonNode closed = awaitExtractor(service, "closed");
            assertThat(closed.path("status").asString()).isEqualTo("UP");
            assertThat(closed.path("details").path("failuresInARow").asInt()).isZero();
            await().atMost(SEEN).until(() -> statuses(service, documents).allMatch("done"::equals));
            assertThat(extractor.asked()).hasSize(3 + DOCUMENTS);
        }
    }

    private static void assertOpen(RunningService service, JsonNode open) {
        assertThat(open.path("status").asString()).isEqualTo("DEGRADED");
        JsonNode details = open.path("details");
        assertThat(details.path("failuresInARow").asInt()).isEqualTo(3);
        assertThat(details.path("nextTrialSeconds").asDouble())
                .isBetween(0.0, RunningService.RECOVERY_TIMEOUT.toMillis() / 1000.0);
        assertThat(service.get("/health/ready"))
                .satisfies(
                        ready -> {
                            assertThat(ready.statusCode()).isEqualTo(200);
                            assertThat(ready.body()).contains("DEGRADED");
                        });
        assertThat(service.status("/health/live")).isEqualTo(200);
    }

    private static JsonNode awaitExtractor(RunningService service, String state) {
        return await().atMost(SEEN)
                .pollInterval(Duration.ofMillis(50))
                .until(
                        () -> service.check("extractor"),
                        check -> check.path("details").path("breaker").asString("").equals(state));
    }

    private static List<String> post(RunningService service) {
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < DOCUMENTS; i++) {
            paths.add(service.post("text " + i).headers().firstValue("Location").orElseThrow());
        }
        return paths;
    }

    private static Stream<String> statuses(RunningService service, List<String> documents) {
        return documents.stream().map(path -> json(service.get(path)).path("status").asString());
    }
}

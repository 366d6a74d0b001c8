// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the program says at its most talkative, when what it needs a secret for fails. */
@Timeout(90)
class SecretsTest {
    private static final Duration SAID = Duration.ofSeconds(30);
    private static final String DEBUG = "-Dorg.slf4j.simpleLogger.defaultLogLevel=debug";

    @TempDir Path tempDir;

    @Test
    void password_thatRedisRefuses_isNotLogged() throws Exception {
        try (var redis = EmbeddedRedis.start()) {
            String url = "redis://app:s3cret@127.0.0.1:" + redis.url().getPort();
            try (var service = start(Map.of("REDIS_URL", url, "REDIS_MAX_RETRIES", "0"))) {
                assertThat(service.post("one").statusCode()).isEqualTo(503);

                assertSays(service, "Redis fails: ");
                assertSays(service, "is not renewed:");
            }
        }
    }

    @Test
    void key_ofAnExtractorThatIsAway_isNotLogged() throws Exception {
        String url = "http://127.0.0.1:%d/?api_key=s3cret".formatted(Ports.ofItsOwn());
        try (var service = start(Map.of("EXTRACTOR_URL", url))) {
            assertThat(service.post("one").statusCode()).isEqualTo(202);

            assertSays(service, "goes back: the extractor could not be reached");
            assertSays(service, "goes back:");
        }
    }

    private ServiceProcess start(Map<String, String> environment) throws Exception {
        var all = new HashMap<>(environment);
        all.put("JDK_JAVA_OPTIONS", DEBUG);
        return ServiceProcess.start(tempDir, all);
    }

    private static void assertSays(ServiceProcess service, String what) {
        await().atMost(SAID)
                .untilAsserted(
                        () -> assertThat(service.output()).anyMatch(line -> line.contains(what)));
        assertThat(service.output()).noneMatch(line -> line.contains("s3cret"));
    }
}

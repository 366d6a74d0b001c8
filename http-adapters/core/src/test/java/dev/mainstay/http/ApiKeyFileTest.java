// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http;

import static dev.mainstay.http.Fixture.get;
import static dev.mainstay.http.Fixture.logged;
import static dev.mainstay.http.Fixture.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyFileTest {
    private static final String OLD = "the-old-key-0001";
    private static final String NEW = "the-new-key-0002";

    private final Fixture fixture = new Fixture().started();
    @TempDir private Path directory;

    static Stream<Consumer<HealthEndpoints>> requestsWithoutAKey() {
        return Stream.of(
                endpoints -> get(endpoints, "/health/live"),
                endpoints -> get(endpoints, "/health/ready"),
                endpoints -> get(endpoints, "/nothing/there"));
    }

    /** So where a service is probed, a key that was taken back opens nothing any more. */
    @ParameterizedTest
    @MethodSource("requestsWithoutAKey")
    void file_whenChanged_isReadAgainAtAnyRequest(Consumer<HealthEndpoints> request)
            throws IOException {
        Path file = Files.writeString(directory.resolve("key"), OLD + "\n");
        HealthEndpoints endpoints = endpoints(file);
        request.accept(endpoints);
        awaitNoReader();

        Files.writeString(file, NEW + "\n");
        fixture.time.advance(Duration.ofSeconds(5));
        request.accept(endpoints);
        awaitNoReader();

        assertThat(detailed(endpoints, OLD)).isEqualTo(401);
        assertThat(detailed(endpoints, NEW)).isEqualTo(200);
    }

    @Test
    void file_withinItsAge_isNotReadAgain() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), OLD);
        HealthEndpoints endpoints = endpoints(file);
        get(endpoints, "/health/ready");
        awaitNoReader();

        Files.writeString(file, NEW);
        fixture.time.advance(Duration.ofMillis(4_999));
        get(endpoints, "/health/ready");
        awaitNoReader();

        assertThat(detailed(endpoints, OLD)).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "two words, long enough", "ümlaut-ümlaut-ümlaut"})
    void file_thatHoldsNoKeyAnyMore_leavesTheKeyAndWarnsWithoutShowingIt(String content)
            throws IOException {
        Path file = Files.writeString(directory.resolve("key"), OLD);
        HealthEndpoints endpoints = endpoints(file);
        get(endpoints, "/health/ready");
        awaitNoReader();
        Files.writeString(file, content);

        String log =
                logged(
                        () -> {
                            fixture.time.advance(Duration.ofSeconds(5));
                            get(endpoints, "/health/ready");
                            awaitNoReader();
                        });

        assertThat(detailed(endpoints, OLD)).isEqualTo(200);
        assertThat(log).contains("API key 'file' stays as it was").doesNotContain(OLD);
    }

    /** A pipe that nobody writes to: who opens it to read waits, as on a server that is gone. */
    @Test
    void file_thatHangs_leavesTheKeyWarnsOnceAndCostsOneThread() throws Exception {
        Path file = Files.writeString(directory.resolve("key"), OLD);
        HealthEndpoints endpoints = endpoints("hung", file);
        get(endpoints, "/health/ready");
        awaitNoReader("hung");
        Files.delete(file);
        assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();

        String log =
                logged(
                        () -> {
                            for (int i = 0; i < 10; i++) {
                                fixture.after(Duration.ofSeconds(5));
                                assertThat(detailed(endpoints, OLD)).isEqualTo(200);
                            }
                        });

        assertThat(log.lines())
                .singleElement()
                .asString()
                .contains("API key 'hung' stays as it was: " + file + " is still being read");
        assertThat(readers("hung")).hasSize(1);
        Files.writeString(file, NEW);
        await().atMost(20, TimeUnit.SECONDS).until(() -> detailed(endpoints, NEW) == 200);
        awaitNoReader("hung");
    }

    @Test
    void file_thatIsMissing_isRefusedWithItsPath() {
        Path missing = directory.resolve("missing");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKey.named("file").file(missing))
                .withMessageContaining("file must hold a key, but '" + missing + "'");
    }

    @Test
    void file_thatIsTooLong_isRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("key"), "a".repeat(5_000));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiKey.named("file").file(file))
                .withMessageContaining("it has more than 4096 bytes");
    }

    private HealthEndpoints endpoints(Path file) {
        return endpoints("file", file);
    }

    private HealthEndpoints endpoints(String name, Path file) {
        return HealthEndpoints.builder(fixture.monitor)
                .ticker(fixture.time::nanos)
                .apiKey(ApiKey.named(name).file(file))
                .build();
    }

    private static int detailed(HealthEndpoints endpoints, String key) {
        return send(endpoints, "GET", "/health/detailed", Map.of("X-API-Key", key)).status();
    }

    private static void awaitNoReader() {
        awaitNoReader("file");
    }

    private static void awaitNoReader(String key) {
        await().atMost(20, TimeUnit.SECONDS).until(() -> readers(key).isEmpty());
    }

    private static List<Thread> readers(String key) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("mainstay-http-key-" + key))
                .toList();
    }
}

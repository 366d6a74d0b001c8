// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import static dev.mainstay.samples.documents.RunningService.LIMIT;
import static dev.mainstay.samples.documents.RunningService.json;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import redis.clients.jedis.RedisClient;

/** The API with nobody working on the documents. */
@Timeout(60)
class DocumentApiTest {
    @TempDir Path tempDir;

    private EmbeddedRedis server;
    private RedisClient redis;
    private RunningService service;

    @BeforeEach
    void start() throws IOException {
        server = EmbeddedRedis.start();
        redis = RedisClient.create(server.url());
        service = RunningService.start(server.url(), Role.API, tempDir);
    }

    @AfterEach
    void stop() {
        server.close();
        redis.close();
        service.close();
    }

    @Test
    void post_text_isQueuedAndItsFileGone() {
        HttpResponse<String> response = service.post("one two three");

        assertThat(response.statusCode()).isEqualTo(202);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/json");
        String id = json(response).path("id").asString();
        assertThat(response.body())
                .isEqualTo("{\"id\":\"%s\",\"status\":\"queued\"}".formatted(id));
        assertThat(response.headers().firstValue("Location")).contains("/documents/" + id);
        assertThat(InHand.files(tempDir)).isEmpty();
        assertThat(redis.lrange(DocumentStore.QUEUE, 0, -1)).containsExactly(id);
        assertThat(redis.get(DocumentStore.text(id))).isEqualTo("one two three");
        assertThat(service.get("/documents/" + id).body()).isEqualTo(response.body());
    }

    static Stream<BodyPublisher> tooLong() {
        return Stream.of(
                BodyPublishers.ofByteArray(new byte[LIMIT + 1]),
                BodyPublishers.ofByteArray(new byte[20 * LIMIT]),
                chunked(LIMIT + 1),
                chunked(20 * LIMIT));
    }

    @ParameterizedTest
    @MethodSource("tooLong")
    void post_overTheLimit_is413AndNothingStays(BodyPublisher body) {
        HttpResponse<String> response = service.post(body);

        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(json(response).path("detail").asString())
                .isEqualTo("a document has at most 100000 bytes");
        assertNothingStays();
    }

    static Stream<BodyPublisher> justRight() {
        return Stream.of(BodyPublishers.ofByteArray(new byte[LIMIT]), chunked(LIMIT));
    }

    @ParameterizedTest
    @MethodSource("justRight")
    void post_atTheLimit_isQueued(BodyPublisher body) {
        assertThat(service.post(body).statusCode()).isEqualTo(202);
    }

    static Stream<BodyPublisher> empty() {
        return Stream.of(BodyPublishers.ofString(""), chunked(0));
    }

    @ParameterizedTest
    @MethodSource("empty")
    void post_emptyDocument_is400(BodyPublisher body) {
        HttpResponse<String> response = service.post(body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(json(response).path("detail").asString()).isEqualTo("the document is empty");
        assertNothingStays();
    }

    @Test
    void post_withoutLengthOrChunks_is411() throws IOException {
        assertThat(raw("POST /documents HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 411 ")
                .contains("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 1000\r\n\r\nthe beginning",
                "Transfer-Encoding: chunked\r\n\r\n400\r\nthe beginning"
            })
    void post_whenTheClientGoesAway_leavesNothing(String request) throws IOException {
        try (Socket socket = service.connect()) {
            socket.getOutputStream()
                    .write(
                            ("POST /documents HTTP/1.1\r\nHost: x\r\n" + request)
                                    .getBytes(US_ASCII));
            await().until(() -> !InHand.files(tempDir).isEmpty());
        }

        await().untilAsserted(this::assertNothingStays);
    }

    @Test
    void post_whenThereIsNoRoom_is503() throws IOException {
        Path home = Files.createDirectory(tempDir.resolve("home"));
        try (var homeless = RunningService.start(server.url(), Role.API, home)) {
            // Away with it all: the directory of temp files alone would be made anew.
            try (Stream<Path> files = Files.walk(home)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
            }
            HttpResponse<String> response = homeless.post("one");

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(response.headers().firstValue("Retry-After")).contains("5");
            assertThat(redis.exists(DocumentStore.QUEUE)).isFalse();
        }
    }

    @Test
    void post_whenRedisIsGone_is503WithRetryAfterAndNothingStays() {
        Processes.kill(server.pid());

        assertUnavailable(service.post("one"));

        assertThat(InHand.files(tempDir)).isEmpty();
    }

    @Test
    void post_whenRedisIsFrozen_is503AndNotDoneAfterwards() {
        assertThat(service.post("one").statusCode()).isEqualTo(202);
        Processes.freeze(server.pid());

        assertUnavailable(service.post("two"));

        assertThat(InHand.files(tempDir)).isEmpty();
        Processes.thaw(server.pid());
        assertThat(redis.llen(DocumentStore.QUEUE)).isEqualTo(1);
        await().until(() -> service.post("three").statusCode() == 202);
    }

    @Test
    void get_whenRedisIsGone_is503() {
        Processes.kill(server.pid());

        assertUnavailable(service.get("/documents/any"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/documents/", "/documents/unknown", "/documentsandmore", "/x"})
    void get_unknown_is404(String path) {
        HttpResponse<String> response = service.get(path);

        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(json(response).path("status").asInt()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /documents, POST",
        "PUT, /documents, POST",
        "POST, /documents/any, 'GET, HEAD'",
        "DELETE, /documents/any, 'GET, HEAD'"
    })
    void request_withAnotherMethod_is405(String method, String path, String allowed) {
        HttpResponse<String> response =
                service.send(
                        service.request(path)
                                .method(method, BodyPublishers.ofString("text"))
                                .build());

        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(response.headers().firstValue("Allow")).contains(allowed);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/documents/any", "/health/live"})
    void connection_afterAnAnswerWithoutARefusal_isKept(String path) throws IOException {
        redis.hset(DocumentStore.key("any"), "status", "queued");
        String first = "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
        String last = "GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

        assertThat(raw(first + last)).containsPattern("(?s)HTTP/1.1 200 .*HTTP/1.1 200 ");
    }

    @Test
    void head_document_isItsHeadersAlone() {
        String path = service.post("one").headers().firstValue("Location").orElseThrow();
        HttpResponse<String> get = service.get(path);

        HttpResponse<String> head =
                service.send(service.request(path).method("HEAD", BodyPublishers.noBody()).build());

        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValue("Content-Length"))
                .contains(String.valueOf(get.body().length()));
    }

    private static BodyPublisher chunked(int length) {
        return BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[length]));
    }

    private static void assertUnavailable(HttpResponse<String> response) {
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Content-Type"))
                .contains("application/problem+json");
        assertThat(response.headers().firstValue("Retry-After")).contains("5");
        assertThat(json(response).path("detail").asString()).doesNotContain("127.0.0.1");
    }

    private void assertNothingStays() {
        assertThat(InHand.files(tempDir)).isEmpty();
        assertThat(redis.dbSize()).isZero();
    }

    private String raw(String request) throws IOException {
        try (Socket socket = service.connect()) {
            socket.getOutputStream().write(request.getBytes(US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), US_ASCII);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import dev.mainstay.http.ApiKey;
import dev.mainstay.shutdown.ShutdownCoordinator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The service on a free port, and a client for it. */
final class RunningService implements AutoCloseable {
    static final String API_KEY = "open-sesame-0123";
    static final int LIMIT = 100_000;
    static final Duration RECOVERY_TIMEOUT = Duration.ofSeconds(4);

    private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(20);

    private final DocumentService service;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private RunningService(DocumentService service) {
        this.service = service;
    }

    static RunningService start(@Nullable URI redis, Role role, Path tempDir) throws IOException {
        return start(redis, null, role, tempDir);
    }

    static RunningService start(
            @Nullable URI redis, @Nullable URI extractor, Role role, Path tempDir)
            throws IOException {
        var service = DocumentService.inProcess(settings(redis, extractor, role, tempDir));
        service.start();
        return new RunningService(service);
    }

    static Settings settings(
            @Nullable URI redis, @Nullable URI extractor, Role role, Path tempDir) {
        return new Settings(
                0,
                InetAddress.getLoopbackAddress(),
                redis,
                List.of(ApiKey.named("test").value(API_KEY)),
                false,
                extractor,
                role,
                LIMIT,
                3,
                RECOVERY_TIMEOUT,
                5,
                SHUTDOWN_TIMEOUT,
                Duration.ZERO,
                tempDir);
    }

    HttpResponse<String> post(String text) {
        return post(BodyPublishers.ofString(text));
    }

    HttpResponse<String> post(BodyPublisher body) {
        return send(request("/documents").POST(body).build());
    }

    HttpResponse<String> get(String path) {
        return send(request(path).build());
    }

    HttpResponse<String> get(String path, Map<String, String> headers) {
        HttpRequest.Builder request = request(path);
        headers.forEach(request::header);
        return send(request.build());
    }

    int status(String path) {
        return get(path).statusCode();
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(request + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), service.port());
    }

    JsonNode check(String name) {
        return json(get("/health/detailed", Map.of("X-API-Key", API_KEY)))
                .path("checks")
                .path(name);
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.MAPPER.readTree(response.body());
    }

    ShutdownCoordinator shutdown() {
        return service.shutdown();
    }

    @Override
    public void close() {
        service.shutdown().requestShutdown("the test is over");
        try {
            service.shutdown().await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

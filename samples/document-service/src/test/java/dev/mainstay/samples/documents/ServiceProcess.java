// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The program in a process of its own, as its operator starts it, and a client for it. */
final class ServiceProcess implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on port (\\d+)");
    private static final Pattern REDIS = Pattern.compile("embedded Redis.*process (\\d+)");

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final List<String> output = new CopyOnWriteArrayList<>();
    private final Process process;
    private final int port;

    private ServiceProcess(Process process) throws IOException {
        this.process = process;
        BufferedReader reader = process.inputReader();
        String line = read(reader);
        while (!LISTENING.matcher(line).find()) {
            line = read(reader);
        }
        this.port = Integer.parseInt(found(LISTENING, line));
        var rest = new Thread(() -> reader.lines().forEach(output::add), "service-output");
        rest.setDaemon(true);
        rest.start();
    }

    /** Returns when it listens, on a free port. */
    static ServiceProcess start(Path tempDir, Map<String, String> environment) throws IOException {
        return new ServiceProcess(launch(tempDir, environment));
    }

    static Process launch(Path tempDir, Map<String, String> environment) throws IOException {
        var builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Djava.io.tmpdir=" + tempDir,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "dev.mainstay.samples.documents.Main")
                        .redirectErrorStream(true);
        builder.environment().keySet().removeIf(it -> it.startsWith("JAVA_TOOL"));
        builder.environment().putAll(Map.of("PORT", "0", "BIND", "127.0.0.1"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    static long redisPid(String line) {
        return REDIS.matcher(line).find() ? Long.parseLong(found(REDIS, line)) : 0;
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /** All that it has said so far. */
    List<String> output() {
        return output;
    }

    /** By its handle, as {@link Process} would close its output. */
    void terminate() {
        process.toHandle().destroy();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(40, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it does not end: " + output);
        }
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    HttpResponse<String> post(String text) throws IOException, InterruptedException {
        return client.send(
                request("/documents").POST(BodyPublishers.ofString(text)).build(),
                BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(path, Map.of());
    }

    HttpResponse<String> get(String path, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Override
    public void close() {
        process.toHandle().destroyForcibly();
        process.onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(30));
    }

    private String read(BufferedReader reader) throws IOException {
        String line = reader.readLine();
        if (line == null) {
            throw new IOException("it did not start: " + output);
        }
        output.add(line);
        return line;
    }

    private static String found(Pattern pattern, String line) {
        Matcher matcher = pattern.matcher(line);
        if (!matcher.find()) {
            throw new IllegalArgumentException(line);
        }
        return matcher.group(1);
    }
}

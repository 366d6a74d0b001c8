// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Those of document-service and its Redis; what they say lies in files beside Redis's data. */
final class DocumentProcesses implements AutoCloseable {
    private static final Pattern LISTENING = Pattern.compile("listening on port (\\d+)");

    private final Path jar;
    private final URI extractor;
    private final Path directory;
    private final Path redisServer;
    private final int redisPort = Ports.free();
    private final int apiPort = Ports.free();
    private final Map<String, Process> running = new HashMap<>();

    DocumentProcesses(Path jar, URI extractor) throws IOException {
        this.jar = jar;
        this.extractor = extractor;
        this.directory = Files.createTempDirectory("document-processes-");
        this.redisServer = unpackRedis();
    }

    URI api(String path) {
        return URI.create("http://127.0.0.1:" + apiPort + path);
    }

    void startRedis() throws IOException, InterruptedException {
        var command =
                List.of(
                        redisServer.toString(),
                        "--bind",
                        "127.0.0.1",
                        "--port",
                        String.valueOf(redisPort),
                        "--dir",
                        directory.toString(),
                        "--save",
                        "",
                        "--appendonly",
                        "yes",
                        "--appendfsync",
                        "always");
        start("redis", new ProcessBuilder(command), "eady to accept connections");
    }

    void killRedis() throws InterruptedException {
        kill("redis");
    }

    void startApi() throws IOException, InterruptedException {
        startService("api", Map.of("ROLE", "api", "PORT", String.valueOf(apiPort)));
    }

    double terminateApi() throws IOException, InterruptedException {
        return terminate("api");
    }

    void startWorker(int number) throws IOException, InterruptedException {
        startService("worker-" + number, Map.of("ROLE", "worker", "PORT", "0"));
    }

    void killWorker(int number) throws InterruptedException {
        kill("worker-" + number);
    }

    double terminateWorker(int number) throws IOException, InterruptedException {
        return terminate("worker-" + number);
    }

    @Override
    public void close() throws IOException, InterruptedException {
        for (Process process : running.values()) {
            process.destroyForcibly().waitFor();
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void startService(String name, Map<String, String> environment)
            throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder =
                new ProcessBuilder(java, "-Djava.io.tmpdir=" + directory, "-jar", jar.toString());
        builder.environment().putAll(environment);
        builder.environment().put("BIND", "127.0.0.1");
        builder.environment().put("REDIS_URL", "redis://127.0.0.1:" + redisPort);
        builder.environment().put("EXTRACTOR_URL", extractor.toString());
        start(name, builder, "listening on port");
    }

    private void start(String name, ProcessBuilder builder, String ready)
            throws IOException, InterruptedException {
        Path output = log(name);
        Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
        running.put(name, process);
        while (!Files.readString(output).contains(ready)) {
            if (!process.isAlive()) {
                throw new IOException(name + " did not start: " + Files.readString(output));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    /** Sends SIGTERM to one that is ready, and returns the seconds until it is gone. */
    private double terminate(String name) throws IOException, InterruptedException {
        awaitReady(name);
        Process process = running.remove(name);
        long begin = System.nanoTime();
        process.destroy();
        int exit = process.waitFor();
        double took = (System.nanoTime() - begin) / 1e9;
        if (exit != 143) {
            throw new IllegalStateException(name + " exited " + exit + " after SIGTERM");
        }
        return took;
    }

    private void awaitReady(String name) throws IOException, InterruptedException {
        Matcher listening = LISTENING.matcher(Files.readString(log(name)));
        if (!listening.find()) {
            throw new IOException(name + " does not listen");
        }
        try (var probe =
                new ProbeConnection(
                        URI.create("http://127.0.0.1:" + listening.group(1)), "/health/ready")) {
            while (probe.ask() != 200) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
        }
    }

    private Path log(String name) {
        return directory.resolve(name + ".log");
    }

    private void kill(String name) throws InterruptedException {
        running.remove(name).destroyForcibly().waitFor();
    }

    /** The jar has a server for each platform. */
    private Path unpackRedis() throws IOException {
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String system =
                System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac")
                        ? "darwin"
                        : "linux";
        Path server = directory.resolve("redis-server");
        try (var file = new JarFile(jar.toFile())) {
            JarEntry entry =
                    file.stream()
                            .filter(it -> it.getName().startsWith("redis-server-"))
                            .filter(it -> it.getName().endsWith(system + "-" + arch))
                            .findFirst()
                            .orElseThrow();
            try (InputStream in = file.getInputStream(entry)) {
                Files.copy(in, server, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        if (!server.toFile().setExecutable(true)) {
            throw new IOException(server + " can't be made executable");
        }
        return server;
    }
}

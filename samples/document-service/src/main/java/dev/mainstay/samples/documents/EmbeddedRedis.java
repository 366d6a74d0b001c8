// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.samples.documents;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis server as a child of this process, on a free port of loopback, that keeps nothing.
 *
 * <p>The process is started here and not by the library, whose own shutdown hook would end Redis
 * while the worker still puts its job back.
 */
final class EmbeddedRedis implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final int ATTEMPTS = 5;

    /** Our end of its standard input closes with this process, however that ends; Redis follows. */
    private static final String WITH_ITS_PARENT =
            """
            exec 3<&0
            (read -r _ <&3; kill $$) >/dev/null 2>&1 &
            exec "$@" 3<&- </dev/null
            """;

    private static final long GRACE_SECONDS = 3;

    private final Path directory;
    private final Process process;
    private final int port;

    private EmbeddedRedis(Path directory, Process process, int port) {
        this.directory = directory;
        this.process = process;
        this.port = port;
    }

    static EmbeddedRedis start() throws IOException {
        return start(Files.createTempDirectory("document-service-redis-"));
    }

    /**
     * Starts one.
     *
     * @param directory an empty one for its program; deleted when Redis is closed
     */
    static EmbeddedRedis start(Path directory) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            throw new IOException("REDIS_URL must be set: Windows' embedded Redis is too old");
        }
        try {
            Path binary =
                    ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
            return start(directory, binary);
        } catch (IOException | RuntimeException e) {
            delete(directory);
            throw e;
        }
    }

    URI url() {
        return URI.create("redis://127.0.0.1:" + port);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        delete(directory);
    }

    /** Another process may take the free port first: then there is a next one. */
    private static EmbeddedRedis start(Path directory, Path binary) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            Process process = launch(directory, binary, port);
            if (awaitReady(process)) {
                log.info("embedded Redis on 127.0.0.1:{}, process {}", port, process.pid());
                return new EmbeddedRedis(directory, process, port);
            }
            process.destroyForcibly();
            if (attempt == ATTEMPTS) {
                throw new IOException("the embedded Redis does not start; set REDIS_URL");
            }
        }
    }

    private static Process launch(Path directory, Path binary, int port) throws IOException {
        var command =
                List.of(
                        "sh",
                        "-c",
                        WITH_ITS_PARENT,
                        "sh",
                        binary.toString(),
                        "--port",
                        String.valueOf(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no");
        return new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
    }

    /** Reads the log until it says so, and lets a thread read on: a full pipe would stop Redis. */
    private static boolean awaitReady(Process process) throws IOException {
        BufferedReader output = process.inputReader();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.contains("eady to accept connections")) {
                Threads.daemon("redis-log").newThread(() -> readOn(output)).start();
                return true;
            }
        }
        return false;
    }

    private static void readOn(BufferedReader output) {
        try (output) {
            output.lines().forEach(log::debug);
        } catch (IOException | UncheckedIOException e) {
            log.debug("the embedded Redis says no more: {}", Masking.describe(e));
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void delete(Path directory) {
        if (Files.notExists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            log.warn("{} stays behind: {}", directory, Masking.describe(e));
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import redis.embedded.core.ExecutableProvider;

/**
 * A real Redis server in a process of its own, on a free loopback port, which tests may stop, kill,
 * freeze and restart. Keeps its port and its arguments, but no data, over a restart.
 *
 * <pre>{@code
 * try (RedisProcess redis = RedisProcess.start()) {
 *     redis.freeze();
 * }
 * }</pre>
 *
 * <p>A JVM that ends takes its servers with it. Not thread-safe.
 */
public final class RedisProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);

    private final List<String> program = new ArrayList<>(List.of(Executable.PATH));
    private final List<String> arguments;
    private final Path directory;
    private final Thread reaper = new Thread(this::destroy, "redis-reaper");
    private int port;
    private Process process;

    private RedisProcess(List<String> arguments) throws IOException {
        this.arguments = arguments;
        this.directory = Files.createTempDirectory("redis-process-");
        Runtime.getRuntime().addShutdownHook(reaper);
    }

    /**
     * Starts a server and waits until it answers.
     *
     * @param arguments more arguments for it, such as {@code "--requirepass", "secret"}
     * @return the running server
     */
    public static RedisProcess start(String... arguments) {
        try {
            var redis = new RedisProcess(List.of(arguments));
            redis.startOnFreePort();
            return redis;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts a sentinel that watches a server under the name {@code primary}. */
    static RedisProcess startSentinelOf(RedisProcess primary) {
        try {
            var sentinel = new RedisProcess(List.of());
            Path config = sentinel.directory.resolve("sentinel.conf");
            Files.writeString(
                    config, "sentinel monitor primary 127.0.0.1 %d 1%n".formatted(primary.port));
            sentinel.program.addAll(List.of("" + config, "--sentinel"));
            sentinel.startOnFreePort();
            return sentinel;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns a port of the loopback interface that nobody listened on a moment ago. It is none of
     * those that a system gives to who asks for any: what listens there can be stopped and started.
     */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
            try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // there are others
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Returns the port it listens on, also while it is stopped. */
    public int port() {
        return port;
    }

    /** Returns {@code redis://127.0.0.1:port}. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Returns the id of the server's process. */
    public long pid() {
        return process.pid();
    }

    /** Returns whether the process is there; a frozen one is. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** Stops every thread of it (SIGSTOP): connections stay open, and nobody answers. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets a frozen one go on (SIGCONT). */
    public void thaw() {
        signal("CONT");
    }

    /** Ends it in order (SIGTERM) and waits until it has ended. */
    public void stop() {
        thaw();
        process.destroy();
        awaitEnd();
    }

    /** Ends it on the spot (SIGKILL) and waits until it has ended. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Starts it again after {@link #stop()} or {@link #kill()}, on the same port. */
    public void restart() {
        if (process.isAlive()) {
            throw new IllegalStateException("it still runs, as process " + pid());
        }
        try {
            if (!launch()) {
                throw new IllegalStateException("it does not start on port " + port + ": " + log());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it, frozen or not, and deletes what it left. A second call does nothing. */
    @Override
    public void close() {
        destroy();
        awaitEnd();
        try {
            Runtime.getRuntime().removeShutdownHook(reaper);
        } catch (IllegalStateException e) {
            return;
        }
        deleteFiles();
    }

    /** Another process may take the free port before Redis does: then with another one. */
    private void startOnFreePort() throws IOException {
        for (int attempt = 0; attempt < 5; attempt++) {
            port = freePort();
            if (launch()) {
                return;
            }
        }
        String log = log();
        close();
        throw new IllegalStateException("redis does not start: " + log);
    }

    private boolean launch() throws IOException {
        var command = new ArrayList<>(program);
        command.addAll(
                List.of("--port", "" + port, "--bind", "127.0.0.1", "--dir", "" + directory));
        if (program.size() == 1) {
            command.addAll(List.of("--save", "", "--appendonly", "no"));
        }
        command.addAll(arguments);
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("redis.log").toFile())
                        .start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (process.isAlive() && System.nanoTime() < deadline) {
            if (answers()) {
                return true;
            }
            awaitExit(Duration.ofMillis(10));
        }
        kill();
        return false;
    }

    /** Any answer will do: one that wants a password is up. */
    private boolean answers() {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            socket.setSoTimeout(500);
            socket.getOutputStream().write(PING);
            return socket.getInputStream().read() >= 0;
        } catch (IOException e) {
            return false;
        }
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", "-" + name, "" + pid()).start();
            if (kill.waitFor() != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid() + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void destroy() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    private void awaitEnd() {
        if (process != null && !awaitExit(PATIENCE)) {
            throw new IllegalStateException("process " + pid() + " does not end");
        }
    }

    private boolean awaitExit(Duration most) {
        try {
            return process.waitFor(most.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String log() throws IOException {
        Path log = directory.resolve("redis.log");
        return Files.exists(log) ? Files.readString(log) : "no log";
    }

    private void deleteFiles() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The binary of this platform, unpacked once per JVM. */
    private static final class Executable {
        static final String PATH = unpack();

        private static String unpack() {
            try {
                File file = ExecutableProvider.newJarResourceProvider().get();
                file.deleteOnExit();
                return file.getAbsolutePath();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

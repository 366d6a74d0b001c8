// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A process that runs one of {@link Services}, with real signals; killed when closed. */
final class ChildJvm implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Path out;
    private final Path err;
    private long signalled;

    private ChildJvm(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** Starts a service and waits until it says that it is ready. */
    static ChildJvm start(Path directory, Class<?> main, String service) throws IOException {
        return start(directory, service, onClassPath(main));
    }

    /** On the module path, with what our module and the services themselves require. */
    static ChildJvm startAsModule(Path directory, Class<?> main, String service)
            throws IOException {
        String module = "dev.mainstay.shutdown";
        Path tests = Path.of(main.getProtectionDomain().getCodeSource().getLocation().getPath());
        List<String> patched =
                List.of("--add-modules", "jdk.httpserver", "--patch-module", module + "=" + tests);
        return start(
                directory,
                service,
                java("-p", patched, List.of("-m", module + "/" + main.getName())));
    }

    /** It ignores a signal from the beginning. */
    static ChildJvm startIgnoring(String signal, Path directory, Class<?> main, String service)
            throws IOException {
        var command = new ArrayList<>(List.of("sh", "-c", "trap '' " + signal + "; exec \"$@\""));
        command.add("sh");
        command.addAll(onClassPath(main));
        return start(directory, service, command);
    }

    /** It does not ignore a signal, whatever this process does; for that it takes Linux. */
    static ChildJvm startHeeding(String signal, Path directory, Class<?> main, String service)
            throws IOException {
        var command = new ArrayList<String>();
        if (System.getProperty("os.name").equals("Linux")) {
            command.addAll(List.of("env", "--default-signal=" + signal));
        }
        command.addAll(onClassPath(main));
        return start(directory, service, command);
    }

    /** It logs through {@code java.util.logging}, and not straight to its standard error stream. */
    static ChildJvm startOnJul(Path directory, Class<?> main, String service) throws IOException {
        List<String> jul = List.of("-Dslf4j.provider=org.slf4j.jul.JULServiceProvider");
        return start(directory, service, java("-cp", jul, List.of(main.getName())));
    }

    /** It logs through Log4j, to its standard output, as Log4j does where nobody configures it. */
    static ChildJvm startOnLog4j(
            Path directory, Class<?> main, String service, List<String> moreOptions)
            throws IOException {
        var options = new ArrayList<>(moreOptions);
        options.add("-Dslf4j.provider=org.apache.logging.slf4j.SLF4JServiceProvider");
        options.add("-Dlog4j2.level=INFO");
        return start(directory, service, java("-cp", options, List.of(main.getName())));
    }

    /** Its standard error stream is a pipe that nobody reads. */
    static ChildJvm startUnread(Path directory, Class<?> main, String service) throws IOException {
        Path err = Files.createTempFile(directory, service, ".err");
        return start(directory, service, onClassPath(main), err, ProcessBuilder.Redirect.PIPE);
    }

    private static ChildJvm start(Path directory, String service, List<String> command)
            throws IOException {
        Path err = Files.createTempFile(directory, service, ".err");
        var toFile = ProcessBuilder.Redirect.to(err.toFile());
        return start(directory, service, command, err, toFile);
    }

    private static ChildJvm start(
            Path directory,
            String service,
            List<String> java,
            Path err,
            ProcessBuilder.Redirect errTo)
            throws IOException {
        var command = new ArrayList<>(java);
        command.add(service);
        Path out = Files.createTempFile(directory, service, ".out");
        var builder = new ProcessBuilder(command);
        builder.environment().remove("KUBERNETES_SERVICE_HOST");
        builder.environment().remove("TERMINATION_GRACE_SECONDS");
        builder.redirectOutput(out.toFile()).redirectError(errTo);
        var child = new ChildJvm(builder.start(), out, err);
        child.awaitOut("ready");
        return child;
    }

    private static List<String> onClassPath(Class<?> main) {
        return java("-cp", List.of(), List.of(main.getName()));
    }

    private static List<String> java(String kindOfPath, List<String> options, List<String> main) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx64m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
        command.add("-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider");
        command.addAll(List.of(kindOfPath, System.getProperty("java.class.path")));
        command.addAll(options);
        command.addAll(main);
        return command;
    }

    void awaitOut(String text) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> has(out(), text));
    }

    void awaitErr(String text) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> has(err(), text));
    }

    /** Sends a signal; the time to the exit is counted from then on. */
    ChildJvm signal(String name) throws IOException, InterruptedException {
        signalled = System.nanoTime();
        if (name.equals("TERM")) {
            // Without a process for it, whose start would be counted.
            process.toHandle().destroy();
            return this;
        }
        var kill = new ProcessBuilder("sh", "-c", "kill -" + name + " " + process.pid());
        int unused = kill.inheritIO().start().waitFor();
        return this;
    }

    /** The exit code; waits for the exit. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still alive:\n" + out() + err());
        }
        return process.exitValue();
    }

    /** From the last signal to the exit. */
    Duration timeToExit() throws InterruptedException {
        int unused = exitCode();
        return Duration.ofNanos(System.nanoTime() - signalled);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** What the tasks said, line by line. */
    List<String> said() {
        return out().lines().filter(line -> !line.equals("ready")).toList();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private boolean has(String text, String part) {
        if (!text.contains(part)
                && !process.isAlive()
                && !read(out).contains(part)
                && !read(err).contains(part)) {
            throw new AssertionError("gone without '" + part + "':\n" + out() + err());
        }
        return text.contains(part);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

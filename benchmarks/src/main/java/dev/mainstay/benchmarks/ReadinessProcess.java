// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link ReadinessServer} in a process of its own, and what it uses. */
final class ReadinessProcess implements AutoCloseable {
    private final Process process;
    private final PrintStream orders;
    private final BufferedReader answers;
    private final URI base;

    private ReadinessProcess(Process process) throws IOException {
        this.process = process;
        this.orders = new PrintStream(process.getOutputStream(), true, US_ASCII);
        this.answers = process.inputReader(US_ASCII);
        this.base = URI.create("http://127.0.0.1:" + answer());
    }

    static ReadinessProcess start(String server, String... options) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(ReadinessServer.class.getName(), server));
        return new ReadinessProcess(
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    }

    URI base() {
        return base;
    }

    void order(String order) {
        orders.println(order);
    }

    /** The bytes of its heap that are no garbage. */
    long heap() throws IOException {
        order(ReadinessServer.HEAP);
        return Long.parseLong(answer());
    }

    /** Its threads, as Linux counts them. */
    int threads() throws IOException {
        return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToInt(line -> Integer.parseInt(line.substring(8).strip()))
                .findFirst()
                .orElseThrow();
    }

    /** Its open file descriptors, sockets among them. */
    long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + process.pid() + "/fd"))) {
            return open.count();
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }

    private String answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the server has ended");
        }
        return line;
    }
}

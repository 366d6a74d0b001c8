// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.benchmarks;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@link DeployServer} in a process of its own. */
final class DeployProcess implements AutoCloseable {
    private final Process process;
    private final URI base;

    private DeployProcess(Process process, URI base) {
        this.process = process;
        this.base = base;
    }

    static DeployProcess start(Path javaHome, String... arguments) throws IOException {
        var command =
                new ArrayList<>(
                        List.of(
                                javaHome.resolve("bin/java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                DeployServer.class.getName()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String port = process.inputReader(US_ASCII).readLine();
        if (port == null) {
            throw new IOException("the server did not start");
        }
        return new DeployProcess(process, URI.create("http://127.0.0.1:" + port));
    }

    URI base() {
        return base;
    }

    /** Sends SIGTERM, waits for the end and returns the seconds that took. */
    double terminate() throws InterruptedException {
        long begin = System.nanoTime();
        process.destroy();
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the server does not end");
        }
        return (System.nanoTime() - begin) / 1e9;
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().orTimeout(20, TimeUnit.SECONDS).join();
    }
}

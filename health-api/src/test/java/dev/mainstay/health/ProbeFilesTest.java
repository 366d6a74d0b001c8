// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeFilesTest {
    @TempDir Path directory;
    private final HealthMonitor monitor = HealthMonitor.builder().build();

    @AfterEach
    void close() {
        monitor.close();
    }

    @Test
    void files_ofAStartingProcess_areLiveAlone() throws IOException {
        try (ProbeFiles files = start()) {
            await().until(() -> exists("live"));
            assertThat(exists("ready")).isFalse();
            assertThat(exists("started")).isFalse();

            monitor.start();

            await().until(() -> exists("ready") && exists("started"));
            assertThat(files).isNotNull();
        }
    }

    @Test
    void files_whileTheirProbesPass_areKeptFresh() throws IOException {
        monitor.start();
        try (ProbeFiles files = start()) {
            for (String name : new String[] {"live", "ready", "started"}) {
                await().until(() -> exists(name));
                Instant longAgo = Instant.now().minusSeconds(3_600);
                Files.setLastModifiedTime(directory.resolve(name), FileTime.from(longAgo));

                await().until(() -> age(name) < 60_000);
            }
            assertThat(files).isNotNull();
        }
    }

    @Test
    void ready_whenReadinessFails_isRemovedAndComesBack() throws IOException {
        monitor.start();
        try (ProbeFiles files = start()) {
            await().until(() -> exists("ready"));
            Gate gate = monitor.gate("draining");

            gate.close("draining");
            await().until(() -> !exists("ready"));
            assertThat(exists("live")).isTrue();
            assertThat(exists("started")).isTrue();
            gate.open();

            await().until(() -> exists("ready"));
            assertThat(files).isNotNull();
        }
    }

    @Test
    void ready_whileDegraded_isThere() throws IOException {
        monitor.addReadiness("a", () -> Health.degraded("slow"));
        monitor.start();
        try (ProbeFiles files = start()) {
            await().until(() -> exists("ready"));
            assertThat(monitor.report().status()).isEqualTo(Status.DEGRADED);
            assertThat(files).isNotNull();
        }
    }

    @Test
    void start_withFilesOfAKilledProcess_removesThem() throws IOException {
        Files.createFile(directory.resolve("ready"));
        Files.createFile(directory.resolve("started"));

        try (ProbeFiles files = start()) {
            assertThat(exists("ready")).isFalse();
            assertThat(exists("started")).isFalse();
            assertThat(files).isNotNull();
        }
    }

    @Test
    void close_removesTheFilesAndEndsTheThread() throws IOException {
        monitor.start();
        ProbeFiles files = start();
        await().until(() -> exists("ready"));

        files.close();
        files.close();

        assertThat(directory).isEmptyDirectory();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("mainstay-probe-files");
    }

    @Test
    void close_interrupted_closesAndKeepsTheInterrupt() throws IOException {
        ProbeFiles files = start();
        Thread.currentThread().interrupt();

        files.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void start_inADirectoryThatIsMissing_makesIt() throws IOException {
        Path missing = directory.resolve("run/app");

        try (ProbeFiles files = ProbeFiles.start(monitor, missing)) {
            await().until(() -> Files.exists(missing.resolve("live")));
            assertThat(files).isNotNull();
        }
    }

    @Test
    void start_whereNothingCanBeWritten_fails() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));

        assertThatThrownBy(() -> ProbeFiles.start(monitor, file.resolve("sub")))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> ProbeFiles.start(monitor, Path.of("/proc")))
                .isInstanceOf(IOException.class);
    }

    @Test
    void directory_thatVanishes_isWarnedOfOnceAndUsedAgainWhenItIsBack() throws IOException {
        Path own = directory.resolve("own");
        monitor.start();
        try (var log = new CapturedLog();
                ProbeFiles files =
                        ProbeFiles.builder(monitor, own).interval(ofMillis(10)).start()) {
            await().until(() -> Files.exists(own.resolve("started")));

            // At once: emptied file by file, it would fail, be whole again and fail again.
            Files.move(own, directory.resolve("gone"));

            await().until(() -> !log.lines("cannot keep the probe files").isEmpty());
            Files.createDirectories(own);
            await().until(() -> Files.exists(own.resolve("started")));
            assertThat(log.lines("cannot keep the probe files")).hasSize(1);
            assertThat(files).isNotNull();
        }
    }

    @Test
    void oneFile_thatFailsRoundAfterRound_isWarnedOfOnceAndTheOthersAreKept() throws IOException {
        monitor.gate("draining").close("draining");
        monitor.start();
        try (var log = new CapturedLog();
                ProbeFiles files = start()) {
            await().until(() -> exists("live"));
            // At once: a directory that is empty yet would be deleted like a file.
            Files.createDirectories(directory.resolve("obstacle/in-the-way"));
            Files.move(directory.resolve("obstacle"), directory.resolve("ready"));
            for (int round = 0; round < 5; round++) {
                FileTime longAgo = FileTime.from(Instant.now().minusSeconds(3_600));
                Files.setLastModifiedTime(directory.resolve("live"), longAgo);
                await().until(() -> age("live") < 60_000);
            }

            assertThat(log.lines("cannot keep the probe files")).hasSize(1);
            assertThat(files).isNotNull();
        }
    }

    @Test
    void interval_outsideItsRange_isRefused() {
        assertThatThrownBy(() -> ProbeFiles.builder(monitor, directory).interval(ofMillis(9)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("interval must be between PT0.01S and PT1H, but was PT0.009S");
    }

    private ProbeFiles start() throws IOException {
        return ProbeFiles.builder(monitor, directory).interval(ofMillis(10)).start();
    }

    private boolean exists(String name) {
        return Files.exists(directory.resolve(name));
    }

    private long age(String name) throws IOException {
        FileTime touched = Files.getLastModifiedTime(directory.resolve(name));
        return System.currentTimeMillis() - touched.toMillis();
    }
}

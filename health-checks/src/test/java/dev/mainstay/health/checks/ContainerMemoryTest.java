// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Over files captured from kernels, in both versions of control groups: see their README.md. */
class ContainerMemoryTest {
    private static final Path CAPTURED = Path.of("src", "test", "resources", "cgroup");
    private static final long V1_USAGE = 169_369_600L;
    private static final long V1_TOTAL_INACTIVE_FILE = 67_194_880L;
    private static final long V1_LIMIT = 268_435_456L;
    private static final long V1_NO_LIMIT = 9_223_372_036_854_771_712L;
    private static final long V2_USAGE = 121_831_424L;
    private static final long V2_INACTIVE_FILE = 70_443_008L;
    private static final long V2_LIMIT = 134_217_728L;

    @TempDir Path root;

    @Nested
    class Version2 {
        private Path group;

        @BeforeEach
        void copy() throws IOException {
            copyCaptured("v2");
            group = root.resolve("sys/fs/cgroup");
        }

        @Test
        void workingSet_isUsageWithoutInactiveFilePages() {
            Health health = overContainer(MemoryCheck.builder()).check();

            assertThat(health.status()).isEqualTo(Status.UP);
            assertThat(health.details())
                    .containsEntry("cgroupVersion", 2)
                    .containsEntry("containerWorkingSetBytes", V2_USAGE - V2_INACTIVE_FILE)
                    .containsEntry("containerLimitBytes", V2_LIMIT)
                    .containsEntry("containerPercent", 38.3)
                    .containsEntry("oomKills", 1L)
                    .containsEntry("fullPressurePercent", 2.82);
        }

        @Test
        void limits_areJudgedOverSeveralRuns() throws IOException {
            var check = overContainer(MemoryCheck.builder().samples(2));

            write("memory.current", V2_INACTIVE_FILE + V2_LIMIT * 85 / 100);
            assertThat(check.check().status()).isEqualTo(Status.UP);
            assertThat(check.check().status()).isEqualTo(Status.DEGRADED);
            write("memory.current", V2_INACTIVE_FILE + V2_LIMIT * 95 / 100);
            assertThat(check.check().status()).isEqualTo(Status.DEGRADED);
            Health down = check.check();
            assertThat(down.status()).isEqualTo(Status.DOWN);
            assertThat(down.message().orElseThrow()).startsWith("container memory is at 95.0%");
        }

        @Test
        void pageCache_mayFillTheLimit() throws IOException {
            var check = overContainer(MemoryCheck.builder().samples(1));
            write("memory.current", V2_LIMIT);

            Health health = check.check();

            assertThat(health.status()).isEqualTo(Status.UP);
            assertThat(health.details()).containsEntry("containerPercent", 47.5);
        }

        @Test
        void limitMax_isNone() throws IOException {
            Files.writeString(group.resolve("memory.max"), "max\n");

            Health health = overContainer(MemoryCheck.builder().samples(1)).check();

            assertThat(health.details())
                    .containsKey("containerWorkingSetBytes")
                    .doesNotContainKeys("containerLimitBytes", "containerPercent");
        }

        @Test
        void limitOfAGroupAbove_counts() throws IOException {
            Path leaf = Files.createDirectories(group.resolve("pod/app"));
            Files.writeString(root.resolve("proc/self/cgroup"), "0::/pod/app\n");
            Files.writeString(leaf.resolve("memory.current"), "1000\n");
            Files.writeString(leaf.resolve("memory.max"), "max\n");

            assertThat(overContainer(MemoryCheck.builder()).check().details())
                    .containsEntry("containerPercent", 38.3);
        }

        @Test
        void pathThatTheContainerDoesNotSee_isItsOwnTop() throws IOException {
            Files.writeString(root.resolve("proc/self/cgroup"), "0::/../../kubepods/x\n");

            assertThat(overContainer(MemoryCheck.builder()).check().details())
                    .containsEntry("containerPercent", 38.3);
        }

        @Test
        void oomKill_sinceTheLastRun_isDegradedForSomeRuns() throws IOException {
            var check = overContainer(MemoryCheck.builder().samples(2));
            assertThat(check.check().status()).isEqualTo(Status.UP);

            Files.writeString(group.resolve("memory.events"), "oom 2\noom_kill 2\n");
            Health first = check.check();

            assertThat(first.status()).isEqualTo(Status.DEGRADED);
            assertThat(first.message().orElseThrow()).startsWith("the kernel killed 1 processes");
            assertThat(check.check().status()).isEqualTo(Status.DEGRADED);
            assertThat(check.check().status()).isEqualTo(Status.UP);
        }

        @Test
        void pressure_from10PercentOn_isDegraded() throws IOException {
            var check = overContainer(MemoryCheck.builder());
            pressure("9.99");
            assertThat(check.check().status()).isEqualTo(Status.UP);

            pressure("10.00");

            assertThat(check.check().status()).isEqualTo(Status.DEGRADED);
            assertThat(check.check().message().orElseThrow()).contains("10.0% of the last minute");
        }

        @Test
        void withoutPressureAndEvents_theRestIsMeasured() throws IOException {
            Files.delete(group.resolve("memory.pressure"));
            Files.delete(group.resolve("memory.events"));

            assertThat(overContainer(MemoryCheck.builder()).check().details())
                    .containsEntry("containerPercent", 38.3)
                    .doesNotContainKeys("oomKills", "fullPressurePercent");
        }

        @Test
        void nonsense_isUnknownAndTheHeapStillMeasured() throws IOException {
            Files.writeString(group.resolve("memory.current"), "lots\n");

            Health health =
                    MemoryCheck.builder()
                            .root(root)
                            .heap(() -> Optional.of(new HeapAfterGc.Usage(100, 1_000)))
                            .build()
                            .check();

            assertThat(health.status()).isEqualTo(Status.UNKNOWN);
            assertThat(health.message().orElseThrow()).contains("not a number: 'lots'");
            assertThat(health.details()).containsEntry("heapAfterGcPercent", 10.0);
        }

        private void pressure(String full) throws IOException {
            Files.writeString(
                    group.resolve("memory.pressure"),
                    "some avg10=90.00 avg60=80.00 avg300=1.00 total=1\n"
                            + ("full avg10=50.00 avg60=" + full + " avg300=1.00 total=1\n"));
        }

        private void write(String file, long bytes) throws IOException {
            Files.writeString(group.resolve(file), bytes + "\n");
        }
    }

    @Nested
    class Version1 {
        private Path group;

        @BeforeEach
        void copy() throws IOException {
            copyCaptured("v1");
            group = root.resolve("sys/fs/cgroup/memory");
        }

        @Test
        void workingSet_isUsageWithoutInactiveFilePagesOfTheGroupsBelow() {
            Health health = overContainer(MemoryCheck.builder()).check();

            assertThat(health.status()).isEqualTo(Status.UP);
            assertThat(health.details())
                    .containsEntry("cgroupVersion", 1)
                    .containsEntry("containerWorkingSetBytes", V1_USAGE - V1_TOTAL_INACTIVE_FILE)
                    .containsEntry("containerLimitBytes", V1_LIMIT)
                    .containsEntry("containerPercent", 38.1)
                    .containsEntry("oomKills", 0L);
        }

        @Test
        void hugeLimit_isNone() throws IOException {
            Files.writeString(group.resolve("memory.limit_in_bytes"), V1_NO_LIMIT + "\n");

            assertThat(overContainer(MemoryCheck.builder()).check().details())
                    .containsEntry("cgroupVersion", 1)
                    .containsEntry("containerWorkingSetBytes", V1_USAGE - V1_TOTAL_INACTIVE_FILE)
                    .containsEntry("oomKills", 0L)
                    .doesNotContainKeys("containerLimitBytes", "fullPressurePercent");
        }

        @Test
        void workingSet_overTheLimitInSeveralRuns_isDown() throws IOException {
            long limit = (V1_USAGE - V1_TOTAL_INACTIVE_FILE) * 100 / 95;
            Files.writeString(group.resolve("memory.limit_in_bytes"), limit + "\n");
            var check = overContainer(MemoryCheck.builder().samples(2));

            assertThat(check.check().status()).isEqualTo(Status.UP);
            assertThat(check.check().status()).isEqualTo(Status.DOWN);
            assertThat(check.check().details()).containsEntry("containerPercent", 95.0);
        }

        @Test
        void oomKill_isDegraded() throws IOException {
            var check = overContainer(MemoryCheck.builder());
            assertThat(check.check().status()).isEqualTo(Status.UP);
            Files.writeString(
                    group.resolve("memory.oom_control"),
                    "oom_kill_disable 0\nunder_oom 0\noom_kill 1\n");

            assertThat(check.check().status()).isEqualTo(Status.DEGRADED);
        }
    }

    private MemoryCheck overContainer(MemoryCheck.Builder builder) {
        return builder.root(root).heap(Optional::empty).build();
    }

    private void copyCaptured(String version) throws IOException {
        Path from = CAPTURED.resolve(version);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = root.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileStoreAttributeView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiskCheckTest {
    private static final FreeSpace ANY = FreeSpace.bytes(1);
    private static final FreeSpace ALL = FreeSpace.bytes(Long.MAX_VALUE);

    @TempDir Path directory;

    @Test
    void check_ofRealPath_measuresItsFileSystem() throws IOException {
        Health health = DiskCheck.builder(directory).degradedAt(ANY).downAt(ANY).build().check();

        assertThat(health.status()).isEqualTo(Status.UP);
        assertThat(health.details()).containsOnlyKeys("freeBytes", "totalBytes", "freePercent");
        assertThat(health.details())
                .containsEntry("totalBytes", Files.getFileStore(directory).getTotalSpace());
    }

    @ParameterizedTest
    @CsvSource({"201,UP", "200,DEGRADED", "101,DEGRADED", "100,DOWN", "0,DOWN"})
    void defaults_are20PercentDegradedAnd10PercentDown(long free, Status expected) {
        var check = DiskCheck.builder(directory).stores(path -> new Store(1_000, free)).build();

        assertThat(check.check().status()).isEqualTo(expected);
    }

    @Test
    void defaults_haveNoWriteProbe() {
        assertThat(DiskCheck.of(directory).check().details()).doesNotContainKey("writeMillis");
    }

    @ParameterizedTest
    @CsvSource({"501,UP", "500,DEGRADED", "100,DOWN"})
    void limits_inBytes_areCompared(long free, Status expected) {
        var check =
                DiskCheck.builder(directory)
                        .degradedAt(FreeSpace.bytes(500))
                        .downAt(FreeSpace.bytes(100))
                        .stores(path -> new Store(1L << 50, free))
                        .build();

        assertThat(check.check().status()).isEqualTo(expected);
    }

    @Test
    void message_tellsPathFreeTotalAndLimit() {
        var check =
                DiskCheck.builder(Path.of("/data"))
                        .stores(path -> new Store(10L << 30, 1L << 29))
                        .build();

        assertThat(check.check().message())
                .contains("/data has 512.0 MiB free of 10.0 GiB (5.0%), limit 10.0%");
    }

    @Test
    void zeroForAnInstant_isReadAgain() {
        var store = new Store(1_000, 0, 900);

        assertThat(DiskCheck.builder(directory).stores(path -> store).build().check().status())
                .isEqualTo(Status.UP);
    }

    @Test
    void zeroTwice_isAFullDisk() {
        var store = new Store(1_000, 0, 0);

        assertThat(DiskCheck.builder(directory).stores(path -> store).build().check().status())
                .isEqualTo(Status.DOWN);
    }

    @Test
    void missingPath_isDown() {
        Path missing = directory.resolve("missing");

        Health health = DiskCheck.builder(missing).degradedAt(ANY).downAt(ANY).build().check();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.message()).contains(missing + " does not exist");
    }

    @Test
    void unreadableFileSystem_isDownAndSaysWhy() {
        var check =
                DiskCheck.builder(directory)
                        .stores(
                                path -> {
                                    throw new IOException("stale file handle");
                                })
                        .build();

        assertThat(check.check().status()).isEqualTo(Status.DOWN);
        assertThat(check.check().message().orElseThrow()).contains("stale file handle");
    }

    @Test
    void severalPaths_areAsBadAsTheWorst_andEachIsMeasured() {
        Path missing = directory.resolve("missing");
        var check = DiskCheck.builder(directory).path(missing).degradedAt(ALL).downAt(ANY).build();

        Health health = check.check();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.message().orElseThrow())
                .startsWith(missing + " does not exist; " + directory + " has ");
        assertThat(health.details()).containsKey("freeBytes " + directory);
    }

    @Test
    void writeProbe_ofWritableDirectory_isMeasuredAndLeavesNothing() throws IOException {
        var check = DiskCheck.builder(directory).degradedAt(ANY).downAt(ANY).writeProbe().build();

        Health health = check.check();

        assertThat(health.status()).isEqualTo(Status.UP);
        assertThat((double) health.details().get("writeMillis")).isNotNegative();
        try (var left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void writeProbe_ofFileSystemThatRefusesWrites_isDown() {
        Path refusing = Path.of("/proc/self");
        assumeTrue(Files.isDirectory(refusing), "needs a file system that refuses writes");

        Health health = DiskCheck.builder(refusing).writeProbe().build().check();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.message().orElseThrow()).startsWith(refusing + " can't be written");
    }

    @Test
    void writeProbe_ofAFile_isDown() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        var check = DiskCheck.builder(file).degradedAt(ANY).downAt(ANY).writeProbe().build();

        assertThat(check.check().status()).isEqualTo(Status.DOWN);
    }

    @Test
    void fileSystemWithoutSize_isUnknown() {
        var check = DiskCheck.builder(directory).stores(path -> new Store(0, 0)).build();

        assertThat(check.check().status()).isEqualTo(Status.UNKNOWN);
    }

    @Test
    void build_withDegradedBelowDown_isRefused() {
        var builder =
                DiskCheck.builder(directory)
                        .degradedAt(FreeSpace.percent(5))
                        .downAt(FreeSpace.percent(10));

        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("degradedAt must be at least downAt (10.0%), but was 5.0%");
    }

    @Test
    void build_withOver16Paths_isRefused() {
        var builder = DiskCheck.builder(directory);
        List.copyOf(java.util.Collections.nCopies(16, directory)).forEach(builder::path);

        assertThatThrownBy(builder::build).hasMessage("paths must be at most 16, but were 17");
    }

    @Test
    void freeSpace_outsideItsRange_isRefusedWithTheValue() {
        assertThatThrownBy(() -> FreeSpace.percent(0))
                .hasMessage("percent must be over 0 and at most 100, but was 0.0");
        assertThatThrownBy(() -> FreeSpace.percent(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> FreeSpace.bytes(0))
                .hasMessage("bytes must be positive, but was 0");
    }

    /** A file system of a size, which says one free space after another. */
    private static final class Store extends FileStore {
        private final long total;
        private final Deque<Long> free = new ArrayDeque<>();

        Store(long total, long... free) {
            this.total = total;
            for (long bytes : free) {
                this.free.add(bytes);
            }
        }

        @Override
        public long getTotalSpace() {
            return total;
        }

        @Override
        public long getUsableSpace() {
            return free.size() > 1 ? free.remove() : free.element();
        }

        @Override
        public long getUnallocatedSpace() {
            return getUsableSpace();
        }

        @Override
        public String name() {
            return "test";
        }

        @Override
        public String type() {
            return "test";
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public boolean supportsFileAttributeView(Class<? extends FileAttributeView> type) {
            return false;
        }

        @Override
        public boolean supportsFileAttributeView(String name) {
            return false;
        }

        @Override
        public <V extends FileStoreAttributeView> V getFileStoreAttributeView(Class<V> type) {
            return null;
        }

        @Override
        public Object getAttribute(String attribute) {
            throw new UnsupportedOperationException(attribute);
        }
    }
}

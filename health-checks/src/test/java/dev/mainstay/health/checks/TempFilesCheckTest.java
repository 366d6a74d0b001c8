// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health.checks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.mainstay.health.Health;
import dev.mainstay.health.Status;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TempFilesCheckTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir Path directory;

    @Test
    void check_ofAnEmptyDirectory_isUpWithoutAnAge() throws IOException {
        Health health = TempFilesCheck.of(directory).check();

        assertThat(health.status()).isEqualTo(Status.UP);
        assertThat(health.details()).containsOnlyKeys("bytes", "files");
    }

    @Test
    void check_ofATree_addsUpItsFiles() throws IOException {
        write(directory.resolve("a"), 1_000, Duration.ofSeconds(90));
        write(Files.createDirectories(directory.resolve("b/c")).resolve("d"), 24, Duration.ZERO);

        Health health = builder().build().check();

        assertThat(health.status()).isEqualTo(Status.UP);
        assertThat(health.details())
                .containsEntry("bytes", 1_024L)
                .containsEntry("files", 2)
                .containsEntry("oldestAgeSeconds", 90L);
    }

    @ParameterizedTest
    @CsvSource({"524288000,UP", "524288001,DEGRADED"})
    void defaults_areDegradedAbove500MebibytesAndNeverDown(long bytes, Status expected)
            throws IOException {
        sparse(bytes);

        assertThat(TempFilesCheck.of(directory).check().status()).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"100,UP", "101,DEGRADED", "200,DEGRADED", "201,DOWN"})
    void size_isComparedWithBothLimits(long bytes, Status expected) throws IOException {
        sparse(bytes);

        Health health = builder().degradedAbove(100).downAbove(200).build().check();

        assertThat(health.status()).isEqualTo(expected);
    }

    @Test
    void message_tellsDirectorySizeAndLimit() throws IOException {
        sparse(3 << 20);

        assertThat(builder().degradedAbove(1 << 20).build().check().message())
                .contains(directory + " has 3.0 MiB of temp files, limit 1.0 MiB");
    }

    @ParameterizedTest
    @CsvSource({"60,UP", "61,DEGRADED"})
    void oldestFile_overItsAge_isDegraded(long seconds, Status expected) throws IOException {
        write(directory.resolve("old"), 1, Duration.ofSeconds(seconds));
        write(directory.resolve("new"), 1, Duration.ZERO);

        Health health = builder().maxAge(Duration.ofMinutes(1)).build().check();

        assertThat(health.status()).isEqualTo(expected);
        assertThat(builder().build().check().status()).isEqualTo(Status.UP);
    }

    @Test
    void walk_overItsMostFiles_endsAndSaysSo() throws IOException {
        for (int i = 0; i < 11; i++) {
            write(directory.resolve("file" + i), 1, Duration.ZERO);
        }

        Health health = builder().mostFiles(10).build().check();

        assertThat(health.status()).isEqualTo(Status.DEGRADED);
        assertThat(health.message())
                .contains(directory + " has over 10 temp files; the rest" + " were not looked at");
        assertThat(builder().mostFiles(11).build().check().status()).isEqualTo(Status.UP);
    }

    @Test
    void links_areNotFollowed() throws IOException {
        Path outside = Files.createDirectory(directory.resolve("outside"));
        Path within = Files.createDirectory(directory.resolve("within"));
        write(outside.resolve("large"), 10_000, Duration.ZERO);
        Files.createSymbolicLink(within.resolve("link"), outside);

        Health health = TempFilesCheck.of(within).check();

        assertThat((Long) health.details().get("bytes")).isLessThan(10_000);
    }

    @Test
    void directory_thatIsNotThere_isDown() throws IOException {
        Health health = TempFilesCheck.of(directory.resolve("gone")).check();

        assertThat(health.status()).isEqualTo(Status.DOWN);
        assertThat(health.message()).contains(directory.resolve("gone") + " does not exist");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1})
    void limit_thatIsNotPositive_isRefused(long bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().degradedAbove(bytes))
                .withMessage("degradedAbove must be positive, but was " + bytes);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().downAbove(bytes))
                .withMessage("downAbove must be positive, but was " + bytes);
    }

    @Test
    void limits_inTheWrongOrder_areRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().degradedAbove(2).downAbove(1).build())
                .withMessage("degradedAbove must be at most downAbove (1), but was 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder().maxAge(Duration.ZERO))
                .withMessage("maxAge must be positive, but was PT0S");
    }

    private TempFilesCheck.Builder builder() {
        return TempFilesCheck.builder(directory).clock(() -> NOW);
    }

    private void sparse(long bytes) throws IOException {
        try (var file = new RandomAccessFile(directory.resolve("sparse").toFile(), "rw")) {
            file.setLength(bytes);
        }
    }

    private static void write(Path file, int bytes, Duration age) throws IOException {
        Files.write(file, new byte[bytes]);
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
    }
}

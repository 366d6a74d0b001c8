// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileAgeTest {
    @TempDir Path dir;

    @Test
    void file_justTouched_passes() throws Exception {
        Run run = Run.of("--file", file(Duration.ZERO).toString(), "--max-age", "30s");

        assertThat(run.code()).isZero();
    }

    @Test
    void file_olderThanItMayBe_fails() throws Exception {
        Path file = file(Duration.ofMinutes(1));

        Run run = Run.of("--file", file.toString(), "--max-age", "30s");

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.out()).startsWith(file + " is 6").endsWith("ms old, more than 30000 ms\n");
    }

    @Test
    void file_fromTheFuture_failsBeyondTheSameAge() throws Exception {
        String file = file(Duration.ofMinutes(-1)).toString();

        assertThat(Run.of("--file", file, "--max-age", "30s").code()).isEqualTo(1);
        assertThat(Run.of("--file", file, "--max-age", "2m").code()).isZero();
    }

    @Test
    void file_thatIsMissing_fails() throws Exception {
        Run run = Run.of("--file", dir.resolve("none").toString(), "--max-age", "30s");

        assertThat(run).isEqualTo(new Run(1, dir.resolve("none") + " is missing\n", ""));
    }

    private Path file(Duration age) throws Exception {
        Path file = Files.writeString(dir.resolve("live"), "");
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }
}

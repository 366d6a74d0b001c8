// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.shutdown;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.orders.OrderService;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
class DocumentedReportTest {
    private static final Pattern TIME = Pattern.compile("\\b[0-9.]+m?s\\b");
    private static final Pattern LINE = Pattern.compile("(?<=\\.java:)\\d+");

    @TempDir private Path directory;

    @Test
    void report_ofTheOrderService_isAsThePageShowsIt() throws Exception {
        String page = Files.readString(Path.of("../docs/shutdown.md"));
        int begin = page.indexOf("shutdown (SIGTERM) took");
        String shown = page.substring(begin, page.indexOf("```", begin));

        try (var child = ChildJvm.start(directory, OrderService.class, "PT2S")) {
            child.signal("TERM");

            assertThat(child.exitCode()).isEqualTo(70);
            assertThat(masked(child.err())).contains(masked(shown));
        }
    }

    private static String masked(String report) {
        return LINE.matcher(TIME.matcher(report).replaceAll("…")).replaceAll("…");
    }
}

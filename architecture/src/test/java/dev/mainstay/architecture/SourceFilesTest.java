// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SourceFilesTest {
    private static final String LICENSE = "// SPDX-License-Identifier: Apache-2.0";
    private static final int MOST_LINES = 300;
    private static final int MOST_COLUMNS = 100;

    private static final List<Path> SOURCES = Checkout.sources(".java");

    @Test
    void file_always_beginsWithItsLicense() {
        assertThat(SOURCES)
                .isNotEmpty()
                .filteredOn(file -> !Checkout.lines(file).get(0).equals(LICENSE))
                .isEmpty();
    }

    @Test
    void file_always_hasAtMost300Lines() {
        assertThat(SOURCES)
                .isNotEmpty()
                .filteredOn(file -> Checkout.lines(file).size() > MOST_LINES)
                .isEmpty();
    }

    @Test
    void line_always_hasAtMost100Columns() {
        var tooLong = new ArrayList<String>();
        for (Path file : SOURCES) {
            List<String> lines = Checkout.lines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.codePointCount(0, line.length()) > MOST_COLUMNS) {
                    tooLong.add(Checkout.relative(file) + ":" + (i + 1));
                }
            }
        }

        assertThat(tooLong).isEmpty();
    }
}

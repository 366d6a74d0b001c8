// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class SourceFilesTest {
    private static final String LICENSE = "// SPDX-License-Identifier: Apache-2.0";
    private static final int MOST_LINES = 300;
    private static final int MOST_COLUMNS = 100;
    private static final int MOST_LINES_OF_A_METHOD = 30;
    private static final int MOST_FILES = 40;

    /** They have clusters that go to packages of their own. */
    private static final Set<String> WITH_ROOMS = Set.of("resilience", "http-adapters/core");

    private static final int MOST_FILES_WITH_ROOMS = 30;

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

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void method_ofALibrary_hasAtMost30Lines(LibraryModule module) throws IOException {
        List<Methods.Method> methods = Methods.of(module.sources());

        assertThat(methods)
                .isNotEmpty()
                .filteredOn(method -> method.lines() > MOST_LINES_OF_A_METHOD)
                .isEmpty();
    }

    @ParameterizedTest
    @FieldSource("dev.mainstay.architecture.Modules#ALL")
    void package_ofALibrary_canBeSeenAtOnce(LibraryModule module) {
        int most = WITH_ROOMS.contains(module.directory()) ? MOST_FILES_WITH_ROOMS : MOST_FILES;
        Map<Path, Long> files =
                module.sources().stream()
                        .map(file -> Checkout.relative(file.getParent()))
                        .collect(Collectors.groupingBy(it -> it, Collectors.counting()));

        assertThat(files)
                .isNotEmpty()
                .allSatisfy((directory, count) -> assertThat(count).isLessThanOrEqualTo(most));
    }

    @Test
    void method_whenMeasured_isAsLongAsFromBraceToBrace() throws IOException {
        Path itself =
                Checkout.ROOT.resolve(
                        "architecture/src/test/java/dev/mainstay/architecture/Methods.java");

        assertThat(Methods.of(List.of(itself)))
                .contains(new Methods.Method("Methods.java", "toString", 3));
    }
}

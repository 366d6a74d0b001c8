// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An adapter translates, and what it translates between is elsewhere: so its classes are small. */
class AdapterSizeTest {
    private static final int MOST_LINES = 140;

    static List<LibraryModule> adapters() {
        return Modules.ALL.stream().filter(LibraryModule::isAdapter).toList();
    }

    @ParameterizedTest
    @MethodSource("adapters")
    void classOfAnAdapter_always_hasAtMost140LinesOfCode(LibraryModule adapter) {
        assertThat(adapter.sources())
                .isNotEmpty()
                .filteredOn(it -> linesOfCode(Checkout.lines(it)) > MOST_LINES)
                .isEmpty();
    }

    @Test
    void linesOfCode_whenCounted_areNeitherCommentsNorImports() {
        List<String> lines =
                """
                // SPDX-License-Identifier: Apache-2.0
                package p;

                import java.util.List;

                /** In one line. */
                class C {
                    /*
                     * In several.
                     */
                    int product = // counted
                            2
                                    * 3;
                }
                """
                        .lines()
                        .toList();

        assertThat(linesOfCode(lines)).isEqualTo(5);
    }

    private static int linesOfCode(List<String> lines) {
        int count = 0;
        boolean inComment = false;
        for (String line : lines) {
            String text = line.strip();
            inComment |= text.startsWith("/*");
            if (!inComment && isCode(text)) {
                count++;
            }
            inComment &= !text.endsWith("*/");
        }
        return count;
    }

    private static boolean isCode(String line) {
        return !line.isEmpty()
                && !line.startsWith("//")
                && !line.startsWith("package ")
                && !line.startsWith("import ");
    }
}

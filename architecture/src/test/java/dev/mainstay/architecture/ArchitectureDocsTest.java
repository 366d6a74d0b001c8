// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The page for contributors, against what there is. */
class ArchitectureDocsTest {
    private static final String PAGE = Checkout.text("docs/architecture.md");

    /** {@code `Type`} and {@code `Type.method`}; {@code XCheck} is anybody's. */
    private static final Pattern TYPE = Pattern.compile("`([A-Z][a-z]\\w+)(?:\\.([a-z]\\w+))?[`(]");

    private static final Pattern PACKAGE = Pattern.compile("`(dev\\.mainstay[.\\w]*)`");

    @Test
    void types_thatThePageNames_exist() {
        List<MatchResult> named = TYPE.matcher(PAGE).results().toList();

        assertThat(named).hasSizeGreaterThan(20);
        assertThat(named).filteredOn(it -> !exists(it.group(1), it.group(2))).isEmpty();
    }

    @Test
    void packages_thatThePageNames_exist() {
        Set<String> packages =
                Checkout.sources(".java").stream()
                        .map(file -> Checkout.relative(file.getParent()).toString())
                        .filter(directory -> directory.contains("src/main/java/"))
                        .map(directory -> directory.replaceFirst(".*src/main/java/", ""))
                        .map(directory -> directory.replace('/', '.'))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(PACKAGE.matcher(PAGE).results().map(it -> it.group(1)))
                .isNotEmpty()
                .isSubsetOf(packages);
    }

    private static boolean exists(String type, String method) {
        return Checkout.sources("/" + type + ".java").stream()
                .map(file -> String.join("\n", Checkout.lines(file)))
                .anyMatch(code -> method == null || code.contains(" " + method + "("));
    }
}

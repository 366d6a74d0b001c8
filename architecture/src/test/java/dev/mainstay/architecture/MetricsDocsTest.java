// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The page about metrics, against what a registry really exposes. */
class MetricsDocsTest {
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final List<String> PAGE = Checkout.lines("docs/metrics.md");

    private static final AllMeters METERS = new AllMeters();
    private static final List<MetricFamily> EXPOSED =
            MetricFamily.of(METERS.scrape(AllMeters.TEXT));

    @AfterAll
    static void close() {
        METERS.close();
    }

    @Test
    void table_ofOurMeters_isWhatARegistryExposes() {
        List<String> exposed =
                EXPOSED.stream()
                        .filter(MetricsDocsTest::isOurs)
                        .map(MetricsDocsTest::inWords)
                        .toList();
        List<String> documented =
                PAGE.stream()
                        .filter(line -> line.startsWith("| `mainstay_"))
                        .map(row -> row.substring(0, row.lastIndexOf(" | ")))
                        .toList();

        assertThat(documented).containsExactlyInAnyOrderElementsOf(exposed);
    }

    @Test
    void table_ofMicrometersMeters_namesEachAndNoOther() {
        Set<String> documented =
                PAGE.stream()
                        .filter(line -> line.matches("\\| `(jvm|process|system|disk)_.*"))
                        .flatMap(row -> QUOTED.matcher(row).results())
                        .map(quoted -> quoted.group(1))
                        .collect(Collectors.toCollection(TreeSet::new));
        Set<String> exposed =
                EXPOSED.stream()
                        .filter(family -> !isOurs(family))
                        .map(family -> entry(documented, family.name()))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(exposed).isEqualTo(documented);
    }

    private static boolean isOurs(MetricFamily family) {
        return family.name().startsWith("mainstay_");
    }

    /** As a row has it, up to what it means. */
    private static String inWords(MetricFamily family) {
        String labels =
                family.labels().stream()
                        .filter(label -> !label.equals("quantile"))
                        .map(label -> "`" + label + "`")
                        .collect(Collectors.joining(", "));
        String row =
                "| `%s` | %s | %s | %s"
                        .formatted(
                                family.name(),
                                family.type(),
                                family.name().contains("_seconds") ? "seconds" : "",
                                labels);
        return row.replace("|  |", "| |").stripTrailing();
    }

    /** The page's entry for a name, which may end in a star; the name itself if there is none. */
    private static String entry(Set<String> documented, String name) {
        return documented.stream()
                .filter(it -> name.matches(it.replace("*", ".*")))
                .findFirst()
                .orElse(name);
    }
}

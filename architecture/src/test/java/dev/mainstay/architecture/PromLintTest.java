// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromLintTest {
    /** Micrometer's own names, which are kept: dashboards that others made ask for them. */
    private static final Set<String> KNOWN =
            Set.of(
                    "process_cpu_time_ns_total: abbreviated unit",
                    "system_cpu_count: _count of no summary");

    @ParameterizedTest
    @ValueSource(strings = {AllMeters.TEXT, AllMeters.OPEN_METRICS})
    void scrape_ofAllMeters_hasNoProblemButMicrometersTwo(String contentType) {
        try (var meters = new AllMeters()) {
            String scrape = meters.scrape(contentType);

            assertThat(scrape).contains("mainstay_", "jvm_", "process_", "system_", "disk_");
            assertThat(PromLint.problems(scrape)).filteredOn(it -> !KNOWN.contains(it)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "counter, a_requests, counter without _total",
        "gauge, a_requests_total, _total of no counter",
        "gauge, system_cpu_count, _count of no summary",
        "gauge, a_sum, _sum of no summary",
        "gauge, a_bucket, _bucket of no histogram",
        "counter, process_cpu_time_ns_total, abbreviated unit",
        "gauge, a_kb, abbreviated unit",
        "gauge, a_milliseconds, milliseconds instead of seconds",
        "gauge, a_minutes, minutes instead of seconds",
        "gauge, a_kilobits_free, kilobits instead of bytes",
        "gauge, a_gauge, type in the name",
        "gauge, a_summary_size, type in the name",
        "gauge, a:b, colon",
        "gauge, aSize, camelCase",
        "untyped, a_size, no type",
        "summary, a_timestamp_seconds, _timestamp_seconds of no gauge",
    })
    void name_thatBreaksARule_isAProblem(String type, String name, String problem) {
        String scrape = "# HELP %2$s Help.\n# TYPE %2$s %1$s\n%2$s 1.0\n".formatted(type, name);

        assertThat(PromLint.problems(scrape)).containsExactly(name + ": " + problem);
    }

    @ParameterizedTest
    @CsvSource({
        "counter, a_bytes_total",
        "gauge, system_load_average_1m",
        "gauge, microphones",
        "gauge, a_timestamp_seconds",
        "gauge, http_in_flight",
    })
    void name_thatFollowsTheRules_isNone(String type, String name) {
        String scrape = "# HELP %2$s Help.\n# TYPE %2$s %1$s\n%2$s 1.0\n".formatted(type, name);

        assertThat(PromLint.problems(scrape)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "'a{le=\"1\"} 1', le of no histogram",
        "'a{quantile=\"1\"} 1', quantile of no summary",
        "'a{aB=\"1\"} 1', label in camelCase",
        "'a{b=\"1\"} 1\na{b=\"1\"} 2', two samples with the same labels",
    })
    void sample_thatBreaksARule_isAProblem(String sample, String problem) {
        String scrape = "# HELP a Help.\n# TYPE a gauge\n" + sample.replace("\\n", "\n");

        assertThat(PromLint.problems(scrape)).containsExactly("a: " + problem);
    }

    @Test
    void sample_withoutHelpAndType_isAProblem() {
        assertThat(PromLint.problems("a{b=\"x y\"} 1\n"))
                .containsExactly("a: no help text", "a: no type");
    }

    @Test
    void family_inOpenMetrics_hasTheNamesOfItsSamples() {
        String scrape =
                """
                # TYPE a counter
                # HELP a Help.
                a_total{b="1"} 1.0
                # TYPE c_seconds summary
                # HELP c_seconds Help.
                c_seconds_count 1
                c_seconds_sum 0.5
                # EOF
                """;

        assertThat(MetricFamily.of(scrape))
                .extracting(MetricFamily::name)
                .isEqualTo(List.of("a_total", "c_seconds"));
        assertThat(PromLint.problems(scrape)).isEmpty();
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The rules of {@code promtool check metrics}, from the linter of Prometheus' Go client ({@code
 * prometheus/testutil/promlint}), and two more: a type and a help text that says something.
 */
final class PromLint {
    private static final Set<String> BASE_UNITS =
            Set.of(
                    "amperes", "bytes", "celsius", "grams", "joules", "kelvin", "meters", "metres",
                    "seconds", "volts");
    private static final Map<String, String> OTHER_UNITS =
            Map.ofEntries(
                    Map.entry("minutes", "seconds"),
                    Map.entry("hours", "seconds"),
                    Map.entry("days", "seconds"),
                    Map.entry("weeks", "seconds"),
                    Map.entry("kelvins", "kelvin"),
                    Map.entry("fahrenheit", "celsius"),
                    Map.entry("rankine", "celsius"),
                    Map.entry("inches", "meters"),
                    Map.entry("yards", "meters"),
                    Map.entry("miles", "meters"),
                    Map.entry("bits", "bytes"),
                    Map.entry("calories", "joules"),
                    Map.entry("pounds", "grams"),
                    Map.entry("ounces", "grams"));
    private static final Pattern PREFIX =
            Pattern.compile(
                    "pico|nano|micro|milli|centi|deci|deca|hecto"
                            + "|kilo|kibi|mega|mibi|giga|gibi|tera|tebi|peta|pebi");
    private static final Pattern ABBREVIATION =
            Pattern.compile("_(s|ms|us|ns|sec|b|kb|mb|gb|tb|pb|m|h|d)(_|$)");
    private static final Pattern TYPE_IN_NAME =
            Pattern.compile("_(counter|gauge|summary|histogram|gauge_histogram)(_|$)");
    private static final Pattern CAMEL_CASE = Pattern.compile("[a-z][A-Z]");

    private final MetricFamily family;
    private final List<String> problems = new ArrayList<>();

    private PromLint(MetricFamily family) {
        this.family = family;
    }

    /** What it finds, each with the name that it finds it in. */
    static List<String> problems(String scrape) {
        var problems = new ArrayList<String>();
        for (MetricFamily family : MetricFamily.of(scrape)) {
            var lint = new PromLint(family);
            lint.checkText();
            lint.checkName();
            lint.checkSuffix();
            lint.checkSamples();
            problems.addAll(lint.problems);
        }
        return problems;
    }

    private void checkText() {
        refuse(family.help().isEmpty(), "no help text");
        refuse(is("untyped") || is("unknown"), "no type");
    }

    private void checkName() {
        String lower = family.name().toLowerCase(Locale.ROOT);
        refuse(TYPE_IN_NAME.matcher(lower).find(), "type in the name");
        refuse(ABBREVIATION.matcher(lower).find(), "abbreviated unit");
        refuse(family.name().contains(":"), "colon");
        refuse(CAMEL_CASE.matcher(family.name()).find(), "camelCase");
        for (String word : family.name().split("_", -1)) {
            String unit = PREFIX.matcher(word).lookingAt() ? prefixed(word) : word;
            String base = OTHER_UNITS.getOrDefault(unit, unit);
            boolean known = BASE_UNITS.contains(base);
            refuse(known && !base.equals(word), "%s instead of %s".formatted(word, base));
        }
    }

    private void checkSuffix() {
        refuse(is("counter") && !named("_total"), "counter without _total");
        refuse(!is("counter") && named("_total"), "_total of no counter");
        refuse(!is("gauge") && named("_timestamp_seconds"), "_timestamp_seconds of no gauge");
        refuse(!is("histogram") && named("_bucket"), "_bucket of no histogram");
        boolean summing = is("histogram") || is("summary");
        refuse(!summing && named("_count"), "_count of no summary");
        refuse(!summing && named("_sum"), "_sum of no summary");
    }

    private void checkSamples() {
        refuse(!is("histogram") && family.labels().contains("le"), "le of no histogram");
        refuse(!is("summary") && family.labels().contains("quantile"), "quantile of no summary");
        refuse(
                family.labels().stream().anyMatch(it -> CAMEL_CASE.matcher(it).find()),
                "label in camelCase");
        refuse(
                new HashSet<>(family.samples()).size() < family.samples().size(),
                "two samples with the same labels");
    }

    private static String prefixed(String word) {
        String rest = PREFIX.matcher(word).replaceFirst("");
        return BASE_UNITS.contains(rest) || OTHER_UNITS.containsKey(rest) ? rest : word;
    }

    private boolean is(String type) {
        return family.type().equals(type);
    }

    private boolean named(String ending) {
        return family.name().endsWith(ending);
    }

    private void refuse(boolean wrong, String what) {
        if (wrong) {
            problems.add(family.name() + ": " + what);
        }
    }
}

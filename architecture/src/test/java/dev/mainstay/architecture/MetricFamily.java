// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.architecture;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scrape says of the samples under one name, in Prometheus' text or in OpenMetrics.
 *
 * @param name the name, of a counter with {@code _total} in both formats
 * @param type counter, gauge, summary, histogram; untyped if the scrape says none
 * @param help the text, empty if there is none
 * @param labels the names of labels that samples have
 * @param samples each sample's name and labels, without its value
 */
record MetricFamily(
        String name, String type, String help, Set<String> labels, List<String> samples) {
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) (\\S+) (.*)");
    private static final Pattern SAMPLE = Pattern.compile("([A-Za-z_:][\\w:]*)(\\{.*})? \\S+.*");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern OF_A_SUMMARY = Pattern.compile("(.+)_(count|sum|bucket)");
    private static final String TOTAL = "_total";

    static List<MetricFamily> of(String scrape) {
        var types = new LinkedHashMap<String, String>();
        var helps = new LinkedHashMap<String, String>();
        var samples = new LinkedHashMap<String, List<String>>();
        for (String line : scrape.split("\n", -1)) {
            Matcher comment = COMMENT.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (comment.matches()) {
                Map<String, String> said = comment.group(1).equals("HELP") ? helps : types;
                said.put(comment.group(2), comment.group(3).strip());
            } else if (sample.matches()) {
                samples.computeIfAbsent(family(sample.group(1), types), it -> new ArrayList<>())
                        .add(line.substring(0, line.lastIndexOf(' ')));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                throw new IllegalArgumentException("no line of a scrape: " + line);
            }
        }
        return samples.entrySet().stream()
                .map(it -> of(it.getKey(), types, helps, it.getValue()))
                .toList();
    }

    private static MetricFamily of(
            String name,
            Map<String, String> types,
            Map<String, String> helps,
            List<String> samples) {
        var labels = new TreeSet<String>();
        for (String sample : samples) {
            LABEL.matcher(sample).results().forEach(it -> labels.add(it.group(1)));
        }
        String type = types.getOrDefault(name, "untyped");
        boolean totals = samples.stream().allMatch(it -> it.startsWith(name + TOTAL));
        String shown = type.equals("counter") && totals ? name + TOTAL : name;
        return new MetricFamily(shown, type, helps.getOrDefault(name, ""), labels, samples);
    }

    /** The name that a sample's type was given under. */
    private static String family(String sample, Map<String, String> types) {
        Matcher summary = OF_A_SUMMARY.matcher(sample);
        if (!types.containsKey(sample) && summary.matches()) {
            String type = types.getOrDefault(summary.group(1), "");
            return type.equals("summary") || type.equals("histogram") ? summary.group(1) : sample;
        }
        if (!types.containsKey(sample) && sample.endsWith(TOTAL)) {
            String counter = sample.substring(0, sample.length() - TOTAL.length());
            return types.getOrDefault(counter, "").equals("counter") ? counter : sample;
        }
        return sample;
    }
}

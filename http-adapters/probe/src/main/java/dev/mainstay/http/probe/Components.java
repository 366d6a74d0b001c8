// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the server says of each component, in Kubernetes' text form ({@code [+]redis ok}), and for
 * how long it has been seen to say so.
 */
final class Components {
    private static final int PREFIX = "[+]".length();

    private Map<String, Component> shown = new LinkedHashMap<>();
    private String state = "";

    /** Returns whether anything differs from the last time but reasons. */
    boolean update(String newState, String text, long now) {
        var seen = new LinkedHashMap<String, Component>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("[+]") || line.startsWith("[-]")) {
                add(Text.printable(line), now, seen);
            }
        }
        boolean changed = !state.equals(newState) || !signs(seen).equals(signs(shown));
        shown = seen;
        state = newState;
        return changed;
    }

    /** A line for each component. */
    String show(long now) {
        int longest = 0;
        for (String name : shown.keySet()) {
            longest = Math.max(longest, name.length());
        }
        var lines = new StringBuilder();
        for (Map.Entry<String, Component> entry : shown.entrySet()) {
            Component component = entry.getValue();
            lines.append(component.up ? "  + " : "  - ").append(entry.getKey());
            lines.append(" ".repeat(longest - entry.getKey().length()));
            lines.append("  ").append(component.said);
            lines.append("  (").append((now - component.since) / 1_000_000_000).append(" s)\n");
        }
        return lines.toString();
    }

    private void add(String line, long now, Map<String, Component> seen) {
        int space = line.indexOf(' ');
        String name = line.substring(PREFIX, space < 0 ? line.length() : space);
        String said = space < 0 ? "" : line.substring(space + 1);
        boolean up = line.charAt(1) == '+';
        Component before = shown.get(name);
        long since = before != null && before.up == up ? before.since : now;
        seen.put(name, new Component(up, said, since));
    }

    private static Map<String, Boolean> signs(Map<String, Component> components) {
        var signs = new LinkedHashMap<String, Boolean>();
        components.forEach((name, component) -> signs.put(name, component.up));
        return signs;
    }

    private record Component(boolean up, String said, long since) {}
}

// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.http.probe;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Words, and options with a value each. Options that nobody asked for, and words left over, are
 * refused.
 */
final class Arguments {
    private static final int MOST_WORDS = 2;

    private final Map<String, String> options = new HashMap<>();
    private final String[] words = new String[MOST_WORDS];
    private int wordCount;
    private boolean help;

    Arguments(String[] args) throws UsageException {
        for (int i = 0; i < args.length; i++) {
            if (args[i].equals("--help") || args[i].equals("-h")) {
                help = true;
            } else if (!args[i].startsWith("--")) {
                addWord(args[i]);
            } else {
                if (i + 1 == args.length) {
                    throw new UsageException(args[i] + " needs a value");
                }
                if (options.put(args[i], args[++i]) != null) {
                    throw new UsageException(args[i - 1] + " must be given once");
                }
            }
        }
    }

    boolean asksForHelp() {
        return help;
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    /** Takes a word off the front, if it is this one. */
    boolean startsWith(String word) {
        if (wordCount == 0 || !word.equals(words[0])) {
            return false;
        }
        words[0] = words[1];
        wordCount--;
        return true;
    }

    String onlyWord(String what) throws UsageException {
        if (wordCount != 1) {
            throw new UsageException("one " + what + " is needed, but there are " + wordCount);
        }
        wordCount = 0;
        return words[0];
    }

    @Nullable String take(String option) {
        return options.remove(option);
    }

    String takeRequired(String option) throws UsageException {
        String value = options.remove(option);
        if (value == null) {
            throw new UsageException(option + " is missing");
        }
        return value;
    }

    /** To be asked last. */
    void refuseRest() throws UsageException {
        if (!options.isEmpty()) {
            throw new UsageException(options.keySet().iterator().next() + " is not an option here");
        }
        if (wordCount > 0) {
            throw new UsageException("'" + words[0] + "' is not expected here");
        }
    }

    private void addWord(String word) throws UsageException {
        if (wordCount == MOST_WORDS) {
            throw new UsageException("'" + word + "' is one word too many");
        }
        words[wordCount++] = word;
    }
}

// SPDX-License-Identifier: Apache-2.0
package dev.mainstay.health;

import static java.util.Objects.requireNonNull;

import dev.mainstay.internal.Require;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A check, its name and the probes that it serves.
 *
 * @param settings null where the caller gave no options
 */
record Registration(
        Set<Probe> probes, String name, HealthCheck check, @Nullable Settings settings) {

    static Registration of(Probe probe, String name, HealthCheck check) {
        requireNonNull(check, "check");
        return new Registration(EnumSet.of(probe), Require.name(name), check, null);
    }

    static Registration of(
            Probe probe, String name, HealthCheck check, Consumer<CheckOptions> options) {
        requireNonNull(check, "check");
        return new Registration(
                EnumSet.of(probe), Require.name(name), check, Settings.from(options));
    }

    Settings settingsOrDefaults() {
        return settings != null ? settings : Settings.from(options -> {});
    }

    /** This and the same check under the same name for another probe. */
    Registration joined(Registration other) {
        if (check != other.check) {
            throw new IllegalArgumentException(
                    "name must be unique, but '" + name + "' is another check's already");
        }
        if (other.settings != null) {
            throw new IllegalArgumentException(
                    "options must be given with the first registration of a check, but '"
                            + name
                            + "' was registered before");
        }
        var both = EnumSet.copyOf(probes);
        both.addAll(other.probes);
        return new Registration(both, name, check, settings);
    }
}

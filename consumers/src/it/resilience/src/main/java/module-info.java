// SPDX-License-Identifier: Apache-2.0
/** What a module that uses the resilience module has to say. */
module consumer {
    requires dev.mainstay.resilience;
}

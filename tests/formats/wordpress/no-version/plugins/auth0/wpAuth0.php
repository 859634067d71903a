<?php
/**
 * Plugin Name: Auth0
 */

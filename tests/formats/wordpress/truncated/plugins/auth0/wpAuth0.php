<?php
/**
 * Plugin Name: Auth0
 * Version: 5.